import type { Bar } from './bar';
import { rowsFor, widened } from './columns';
import type { MarketFrame } from './market-frame';

/** Columns of one bar, one cache line. */
const BAR = { tradeCount: 0, open: 1, openTimeMs: 2, high: 3, low: 4, close: 5, closeTimeMs: 6, volume: 7 } as const;
const BAR_SIZE = 8;
const FREE = Infinity;

export type BarDraft = { -readonly [Field in keyof Bar]: Bar[Field] };

/** Bars of one interval that still take trades, in whatever order they come, in numbered slots. */
export class FormingBars {
  private slots = 0;
  /** Starts by slot, `Infinity` where it is free: all that has to be looked at to find a trade's bar. */
  private startTimesMs = new Float64Array(0);
  private values = new Float64Array(0);

  constructor(private readonly intervalMs: number) {}

  isFree(slot: number): boolean {
    return this.startOf(slot) === FREE;
  }

  /** Start of the slot's bar; `Infinity` for a free slot. */
  startOf(slot: number): number {
    return slot < this.slots ? this.startTimesMs[slot] ?? FREE : FREE;
  }

  /** Whether the trade in a row of a frame belongs to the slot's bar. */
  spans(slot: number, frame: MarketFrame, row: number): boolean {
    const timeMs = frame.tradeTimesMs[row] ?? 0;
    const startMs = this.startOf(slot);
    return timeMs >= startMs && timeMs < startMs + this.intervalMs;
  }

  /** Opens a bar with the trade in a row of a frame. */
  open(slot: number, startTimeMs: number, frame: MarketFrame, row: number): void {
    if (slot >= this.slots) this.grow(slot);
    const bar = slot * BAR_SIZE;
    this.startTimesMs[slot] = startTimeMs;
    this.values.fill(frame.tradePrices[row] ?? 0, bar, bar + BAR_SIZE);
    this.values[bar + BAR.openTimeMs] = frame.tradeTimesMs[row] ?? 0;
    this.values[bar + BAR.closeTimeMs] = frame.tradeTimesMs[row] ?? 0;
    this.values[bar + BAR.volume] = frame.tradeQuantities[row] ?? 0;
    this.values[bar + BAR.tradeCount] = 1;
  }

  /** Adds the trade: the open belongs to the earliest venue time, the close to the latest, at equal times to the one that came last. */
  add(slot: number, frame: MarketFrame, row: number): void {
    const { values } = this;
    const bar = slot * BAR_SIZE;
    const timeMs = frame.tradeTimesMs[row] ?? 0;
    const price = frame.tradePrices[row] ?? 0;
    if (timeMs < (values[bar + BAR.openTimeMs] ?? 0)) {
      values[bar + BAR.open] = price;
      values[bar + BAR.openTimeMs] = timeMs;
    }
    if (timeMs >= (values[bar + BAR.closeTimeMs] ?? 0)) {
      values[bar + BAR.close] = price;
      values[bar + BAR.closeTimeMs] = timeMs;
    }
    if (price > (values[bar + BAR.high] ?? 0)) values[bar + BAR.high] = price;
    if (price < (values[bar + BAR.low] ?? 0)) values[bar + BAR.low] = price;
    values[bar + BAR.volume] = (values[bar + BAR.volume] ?? 0) + (frame.tradeQuantities[row] ?? 0);
    values[bar + BAR.tradeCount] = (values[bar + BAR.tradeCount] ?? 0) + 1;
  }

  /** Moves the bar out of its slot. */
  take(slot: number, into: BarDraft): void {
    const { values } = this;
    const bar = slot * BAR_SIZE;
    into.startTimeMs = this.startOf(slot);
    into.open = values[bar + BAR.open] ?? 0;
    into.high = values[bar + BAR.high] ?? 0;
    into.low = values[bar + BAR.low] ?? 0;
    into.close = values[bar + BAR.close] ?? 0;
    into.volume = values[bar + BAR.volume] ?? 0;
    into.tradeCount = values[bar + BAR.tradeCount] ?? 0;
    this.clear(slot);
  }

  clear(slot: number): void {
    if (slot < this.slots) this.startTimesMs[slot] = FREE;
  }

  private grow(slot: number): void {
    const before = this.slots;
    this.slots = rowsFor(slot, before);
    this.startTimesMs = widened(this.startTimesMs, new Float64Array(this.slots)).fill(FREE, before);
    this.values = widened(this.values, new Float64Array(this.slots * BAR_SIZE));
  }
}
