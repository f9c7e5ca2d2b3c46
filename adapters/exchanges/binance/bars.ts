import { type Bar, MINUTE_MS } from '../../../core/market/bar';
import { NumericFields, readTimeMs } from '../numeric-fields';

/** Traded value of one closed hour. */
export interface HourlyVolume {
  readonly startTimeMs: number;
  /** In quote currency. */
  readonly quoteVolume: number;
}

/**
 * Rows `[openTime, open, high, low, close, volume, closeTime, quoteVolume, trades, …]`, oldest first, to closed one-minute bars, oldest first.
 * The bar that still forms at `nowMs` is dropped, and so is everything before a missing minute.
 * Throws with the row and field that cannot be.
 */
export const readClosedBars = (rows: readonly unknown[], nowMs: number): Bar[] => {
  const bars: Bar[] = [];
  for (const [index, row] of rows.entries()) {
    const bar = new KlineRow(row, index).bar();
    if (bar.startTimeMs + MINUTE_MS > nowMs) continue;
    const before = bars.at(-1);
    if (before !== undefined && bar.startTimeMs !== before.startTimeMs + MINUTE_MS) bars.length = 0;
    bars.push(bar);
  }
  return bars;
};

const HOUR_MS = 60 * MINUTE_MS;

/** The same rows of one hour each, to the traded value of those that have closed. */
export const readHourlyVolumes = (rows: readonly unknown[], nowMs: number): HourlyVolume[] =>
  rows.map((row, index) => new KlineRow(row, index).hour()).filter(({ startTimeMs }) => startTimeMs + HOUR_MS <= nowMs);

class KlineRow {
  private readonly cells: readonly unknown[];
  private readonly read = new NumericFields();

  constructor(row: unknown, private readonly index: number) {
    this.cells = Array.isArray(row) ? row : [];
  }

  bar(): Bar {
    const startTimeMs = this.startTimeMs(MINUTE_MS);
    const [open, high, low, close] = [this.price(1, 'open'), this.price(2, 'high'), this.price(3, 'low'), this.price(4, 'close')];
    if (high < Math.max(open, close, low) || low > Math.min(open, close)) throw new Error(`kline row ${this.index}: high ${high} and low ${low} do not enclose open ${open} and close ${close}`);
    return { startTimeMs, open, high, low, close, volume: this.amount(5, 'volume'), tradeCount: this.amount(8, 'trades') };
  }

  hour(): HourlyVolume {
    return { startTimeMs: this.startTimeMs(HOUR_MS), quoteVolume: this.amount(7, 'quoteVolume') };
  }

  private startTimeMs(intervalMs: number): number {
    const timeMs = this.need(readTimeMs(this.cells[0]), 0, 'openTime');
    if (timeMs % intervalMs !== 0) throw new Error(`kline row ${this.index}: field "openTime" is ${timeMs}, expected a multiple of ${intervalMs}`);
    return timeMs;
  }

  private price(column: number, name: string): number {
    return this.need(this.read.positive(this.cells[column], name), column, name);
  }

  private amount(column: number, name: string): number {
    return this.need(this.read.nonNegative(this.cells[column], name), column, name);
  }

  private need(value: number | undefined, column: number, name: string): number {
    if (value !== undefined) return value;
    throw new Error(`kline row ${this.index}: field "${name}" is ${(JSON.stringify(this.cells[column]) ?? 'absent').slice(0, 40)}, expected a number`);
  }
}
