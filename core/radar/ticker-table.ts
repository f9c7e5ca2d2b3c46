import { rowsFor, widened } from '../market/columns';
import type { TickerFields } from '../market/events';
import { FIELD_NAMES, type MarketFrame } from '../market/market-frame';
import type { SymbolId } from '../market/symbol-table';

/** The fields that rank a symbol stand first in a frame's `values`, and so in a row; a field never said is 0. */
const KEPT_FIELDS = 5;
const RECEIVED_MS = 5;
/** One cache line: a row in `values`. Its last places are the ranking's. */
export const TICKER_ROW_SIZE = 8;
export const TICKER_RANKED_BY = 6;

const KNOWN = 1;
/** After a gap a delta says nothing until a snapshot comes; the old 24-hour figures still rank meanwhile. */
const AWAITS_SNAPSHOT = 2;

/** The last 24-hour ticker of every symbol that still speaks. */
export class TickerTable {
  received = 0;
  /** Symbols that are known. */
  size = 0;
  private rows = 0;
  /** By `FIELD` in the row of an id that is known. */
  values = new Float64Array(0);
  private flags = new Uint8Array(0);

  /**
   * Merges a ticker over what was known: a field absent from a delta is unchanged (C1.3), a snapshot replaces everything, a delta
   * without a snapshot before it says too little and is not taken. True where it was taken.
   */
  accept(frame: MarketFrame): boolean {
    this.received += 1;
    const id = frame.symbolId;
    if (id >= this.rows) this.grow(id);
    const row = id * TICKER_ROW_SIZE;
    if (frame.isSnapshot) this.startAnew(id);
    else if (this.flags[id] !== KNOWN) return false;
    const { values } = this;
    for (let field = 0; field < KEPT_FIELDS; field += 1) {
      if ((frame.present & (1 << field)) !== 0) values[row + field] = frame.values[field] ?? 0;
    }
    values[row + RECEIVED_MS] = frame.receivedTimeMs;
    return true;
  }

  isKnown(id: SymbolId): boolean {
    return ((this.flags[id] ?? 0) & KNOWN) !== 0;
  }

  awaitsSnapshot(id: SymbolId): boolean {
    return ((this.flags[id] ?? 0) & AWAITS_SNAPSHOT) !== 0;
  }

  /** What the last ticker says, 0 where it never said. */
  fieldsOf(id: SymbolId): TickerFields {
    return Object.fromEntries(FIELD_NAMES.slice(0, KEPT_FIELDS).map((name, field) => [name, this.values[id * TICKER_ROW_SIZE + field] ?? 0]));
  }

  openGap(id: SymbolId): void {
    if (id >= this.rows) this.grow(id);
    this.flags[id] = (this.flags[id] ?? 0) | AWAITS_SNAPSHOT;
  }

  /** Forgets the symbols without an update for `maxAgeMs` (S1.42); their ids. */
  dropSilent(nowMs: number, maxAgeMs: number): SymbolId[] {
    const dropped: SymbolId[] = [];
    for (let id = 0; id < this.rows; id += 1) {
      if (!this.isKnown(id) || nowMs - (this.values[id * TICKER_ROW_SIZE + RECEIVED_MS] ?? 0) < maxAgeMs) continue;
      this.flags[id] = (this.flags[id] ?? 0) & ~KNOWN;
      this.size -= 1;
      dropped.push(id);
    }
    return dropped;
  }

  private startAnew(id: SymbolId): void {
    if (!this.isKnown(id)) this.size += 1;
    this.flags[id] = KNOWN;
    this.values.fill(0, id * TICKER_ROW_SIZE, id * TICKER_ROW_SIZE + KEPT_FIELDS);
  }

  private grow(id: SymbolId): void {
    this.rows = rowsFor(id, this.rows);
    this.values = widened(this.values, new Float64Array(this.rows * TICKER_ROW_SIZE));
    this.flags = widened(this.flags, new Uint8Array(this.rows));
  }
}
