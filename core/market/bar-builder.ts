import type { Bar } from './bar';
import { rowsFor, widened } from './columns';
import { type BarDraft, FormingBars } from './forming-bars';
import type { MarketFrame } from './market-frame';
import type { SymbolId } from './symbol-table';

/** Columns of a symbol's series: start of the first interval seen whole, of the next one to close, and the last close. */
const SERIES = { firstStartMs: 0, nextStartMs: 1, lastClose: 2 } as const;
const SERIES_SIZE = 4;
/** A series that has not begun; a last close where there was no price. */
const NONE = Infinity;

/** Slots of a symbol, taken in turns: while one interval waits for its grace the next one fills. */
const SLOTS = 2;

/**
 * Bars of one interval from the trades of many symbols on the venue's clock (C1.2). A bar closes when the watermark passes its end plus
 * `graceMs`; until then late and out-of-order trades revise it, afterwards they are counted in `lateTrades`. An interval without trades
 * is a flat bar. The interval in which watching a symbol began is seen in part and never becomes a bar.
 */
export class BarBuilder {
  lateTrades = 0;
  private readonly draft: BarDraft = { startTimeMs: 0, open: 0, high: 0, low: 0, close: 0, volume: 0, tradeCount: 0 };
  private rows = 0;
  private series = new Float64Array(0);
  private readonly forming: FormingBars;
  /** Bars further ahead than a symbol's slots reach, where the clock lags the stamps by an interval: their slots by symbol. */
  private readonly aheadSlots = new Map<SymbolId, readonly number[]>();
  private readonly ahead: FormingBars;

  constructor(readonly intervalMs: number, private readonly graceMs: number) {
    this.forming = new FormingBars(intervalMs);
    this.ahead = new FormingBars(intervalMs);
  }

  /** The bar that `closeNext` closed last. It is used again: copy what is to stay. */
  get closed(): Bar {
    return this.draft;
  }

  /** Data of a symbol is seen from `timeMs` on: the next interval is the first whole one. Only the first call counts, until a `reset`. */
  begin(id: SymbolId, timeMs: number): void {
    if (id >= this.rows) this.grow(id);
    const row = id * SERIES_SIZE;
    if (this.series[row + SERIES.firstStartMs] !== NONE) return;
    const firstStartMs = this.startOf(timeMs) + this.intervalMs;
    this.series[row + SERIES.firstStartMs] = firstStartMs;
    this.series[row + SERIES.nextStartMs] = firstStartMs;
  }

  /** Adds the trade in a row of a frame. */
  add(frame: MarketFrame, row: number): void {
    const first = frame.symbolId * SLOTS;
    if (this.forming.spans(first, frame, row)) this.forming.add(first, frame, row);
    else if (this.forming.spans(first + 1, frame, row)) this.forming.add(first + 1, frame, row);
    else this.addElsewhere(frame, row);
  }

  /** Closes the symbol's oldest bar whose end plus grace the venue's time has passed, into `closed`; false where none is left. */
  closeNext(id: SymbolId, venueTimeMs: number): boolean {
    this.begin(id, venueTimeMs);
    if (this.dueMs(id) > venueTimeMs) return false;
    const row = id * SERIES_SIZE;
    if (this.series[row + SERIES.lastClose] === NONE) this.skipEmptyStart(id, venueTimeMs);
    if (this.dueMs(id) > venueTimeMs || !this.take(id, this.series[row + SERIES.nextStartMs] ?? 0)) return false;
    this.series[row + SERIES.nextStartMs] = this.draft.startTimeMs + this.intervalMs;
    this.series[row + SERIES.lastClose] = this.draft.close;
    return true;
  }

  /** When the symbol's next bar closes, on the venue's clock, epoch ms; `Infinity` before its series began. */
  dueMs(id: SymbolId): number {
    return id < this.rows ? (this.series[id * SERIES_SIZE + SERIES.nextStartMs] ?? 0) + this.intervalMs + this.graceMs : NONE;
  }

  /** Forgets everything that is open of a symbol: what was seen up to a gap must not join what comes after it. */
  reset(id: SymbolId): void {
    if (id >= this.rows) return;
    this.series.fill(NONE, id * SERIES_SIZE, (id + 1) * SERIES_SIZE);
    for (let slot = id * SLOTS; slot < (id + 1) * SLOTS; slot += 1) this.forming.clear(slot);
    for (const slot of this.aheadSlots.get(id) ?? []) this.ahead.clear(slot);
    this.aheadSlots.delete(id);
  }

  private startOf(timeMs: number): number {
    return Math.floor(timeMs / this.intervalMs) * this.intervalMs;
  }

  private slotOf(id: SymbolId, startMs: number): number {
    return id * SLOTS + (Math.round(startMs / this.intervalMs) % SLOTS);
  }

  /** A trade that no bar in the symbol's slots takes. */
  private addElsewhere(frame: MarketFrame, tradeRow: number): void {
    const id = frame.symbolId;
    const timeMs = frame.tradeTimesMs[tradeRow] ?? 0;
    this.begin(id, timeMs);
    const row = id * SERIES_SIZE;
    const startMs = this.startOf(timeMs);
    const firstStartMs = this.series[row + SERIES.firstStartMs] ?? 0;
    const nextStartMs = this.series[row + SERIES.nextStartMs] ?? 0;
    if (startMs >= nextStartMs) this.addAhead(startMs, frame, tradeRow);
    else if (startMs >= firstStartMs) this.lateTrades += 1;
    else if (nextStartMs === firstStartMs) this.series[row + SERIES.lastClose] = frame.tradePrices[tradeRow] ?? 0;
  }

  /** A trade of a new bar, or of one that is ahead of the slots. */
  private addAhead(startMs: number, frame: MarketFrame, row: number): void {
    const near = this.slotOf(frame.symbolId, startMs);
    const known = this.aheadSlots.size === 0 ? undefined : this.aheadSlotOf(frame.symbolId, startMs);
    if (known !== undefined) this.ahead.add(known, frame, row);
    else if (this.forming.isFree(near)) this.forming.open(near, startMs, frame, row);
    else this.openAhead(startMs, frame, row);
  }

  private openAhead(startMs: number, frame: MarketFrame, row: number): void {
    let slot = 0;
    while (!this.ahead.isFree(slot)) slot += 1;
    this.ahead.open(slot, startMs, frame, row);
    this.aheadSlots.set(frame.symbolId, [...(this.aheadSlots.get(frame.symbolId) ?? []), slot]);
  }

  private aheadSlotOf(id: SymbolId, startMs: number): number | undefined {
    return this.aheadSlots.get(id)?.find((slot) => this.ahead.startOf(slot) === startMs);
  }

  /** Without any price yet there is no flat bar to draw: the series begins where trades do. */
  private skipEmptyStart(id: SymbolId, venueTimeMs: number): void {
    let startMs = this.startOf(venueTimeMs - this.graceMs);
    for (let slot = id * SLOTS; slot < (id + 1) * SLOTS; slot += 1) startMs = Math.min(startMs, this.forming.startOf(slot));
    for (const slot of this.aheadSlots.get(id) ?? []) startMs = Math.min(startMs, this.ahead.startOf(slot));
    const next = id * SERIES_SIZE + SERIES.nextStartMs;
    this.series[next] = Math.max(this.series[next] ?? 0, startMs);
  }

  /** Puts the bar that starts at `startMs` into the draft, flat where nothing traded; false where there is no price for that. */
  private take(id: SymbolId, startMs: number): boolean {
    const near = this.slotOf(id, startMs);
    if (this.forming.startOf(near) === startMs) this.forming.take(near, this.draft);
    else if (!this.takeAhead(id, startMs)) return this.takeFlat(startMs, this.series[id * SERIES_SIZE + SERIES.lastClose] ?? NONE);
    return true;
  }

  private takeAhead(id: SymbolId, startMs: number): boolean {
    const found = this.aheadSlots.size === 0 ? undefined : this.aheadSlotOf(id, startMs);
    if (found === undefined) return false;
    this.ahead.take(found, this.draft);
    const left = (this.aheadSlots.get(id) ?? []).filter((slot) => slot !== found);
    if (left.length === 0) this.aheadSlots.delete(id);
    else this.aheadSlots.set(id, left);
    return true;
  }

  private takeFlat(startMs: number, price: number): boolean {
    if (price === NONE) return false;
    const { draft } = this;
    draft.startTimeMs = startMs;
    draft.open = draft.high = draft.low = draft.close = price;
    draft.volume = draft.tradeCount = 0;
    return true;
  }

  private grow(id: SymbolId): void {
    const before = this.series.length;
    this.rows = rowsFor(id, this.rows);
    this.series = widened(this.series, new Float64Array(this.rows * SERIES_SIZE));
    this.series.fill(NONE, before);
  }
}
