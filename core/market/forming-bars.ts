import type { Bar } from './bar';
import { rowsFor, widened } from './columns';

/** Columns of one bar, one cache line. */
const BAR = { startTimeMs: 0, open: 1, openTimeMs: 2, high: 3, low: 4, close: 5, closeTimeMs: 6, volume: 7 } as const;
const BAR_SIZE = 8;

export type BarDraft = { -readonly [Field in keyof Bar]: Bar[Field] };

/** Bars that still take trades, in whatever order they come, in numbered slots. */
export class FormingBars {
  private slots = 0;
  private values = new Float64Array(0);
  /** 0 where the slot is free. */
  private tradeCounts = new Int32Array(0);

  isFree(slot: number): boolean {
    return (this.tradeCounts[slot] ?? 0) === 0;
  }

  /** Start of the bar in a slot that is not free. */
  startOf(slot: number): number {
    return this.values[slot * BAR_SIZE + BAR.startTimeMs] ?? 0;
  }

  /** Opens a bar with its first trade. */
  open(slot: number, startTimeMs: number, timeMs: number, price: number, quantity: number): void {
    if (slot >= this.slots) this.grow(slot);
    const bar = slot * BAR_SIZE;
    this.values.fill(price, bar, bar + BAR_SIZE);
    this.values[bar + BAR.startTimeMs] = startTimeMs;
    this.values[bar + BAR.openTimeMs] = timeMs;
    this.values[bar + BAR.closeTimeMs] = timeMs;
    this.values[bar + BAR.volume] = quantity;
    this.tradeCounts[slot] = 1;
  }

  /** Adds a trade: the open belongs to the earliest venue time, the close to the latest, at equal times to the one that came last. */
  add(slot: number, timeMs: number, price: number, quantity: number): void {
    const { values } = this;
    const bar = slot * BAR_SIZE;
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
    values[bar + BAR.volume] = (values[bar + BAR.volume] ?? 0) + quantity;
    this.tradeCounts[slot] = (this.tradeCounts[slot] ?? 0) + 1;
  }

  /** Moves the bar out of its slot. */
  take(slot: number, into: BarDraft): void {
    const { values } = this;
    const bar = slot * BAR_SIZE;
    into.startTimeMs = values[bar + BAR.startTimeMs] ?? 0;
    into.open = values[bar + BAR.open] ?? 0;
    into.high = values[bar + BAR.high] ?? 0;
    into.low = values[bar + BAR.low] ?? 0;
    into.close = values[bar + BAR.close] ?? 0;
    into.volume = values[bar + BAR.volume] ?? 0;
    into.tradeCount = this.tradeCounts[slot] ?? 0;
    this.tradeCounts[slot] = 0;
  }

  clear(slot: number): void {
    if (slot < this.slots) this.tradeCounts[slot] = 0;
  }

  private grow(slot: number): void {
    this.slots = rowsFor(slot, this.slots);
    this.values = widened(this.values, new Float64Array(this.slots * BAR_SIZE));
    this.tradeCounts = widened(this.tradeCounts, new Int32Array(this.slots));
  }
}
