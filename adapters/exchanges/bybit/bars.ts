import { type Bar, MINUTE_MS } from '../../../core/market/bar';
import { NumericFields, readTimeMs } from '../numeric-fields';


/**
 * Rows `[startTime, open, high, low, close, volume, turnover]`, newest first (market/kline page), to closed bars, oldest
 * first. The bar that still forms at `venueTimeMs` is dropped, and so is everything before a missing minute.
 * Throws with the row and field that cannot be.
 */
export const readClosedBars = (rows: readonly unknown[], venueTimeMs: number): Bar[] => {
  const bars: Bar[] = [];
  for (const [index, row] of rows.entries()) {
    const bar = readBar(row, index);
    if (bar.startTimeMs + MINUTE_MS > venueTimeMs) continue;
    const next = bars.at(-1);
    if (next !== undefined && bar.startTimeMs !== next.startTimeMs - MINUTE_MS) break;
    bars.push(bar);
  }
  return bars.reverse();
};

const readBar = (row: unknown, index: number): Bar => {
  const cells: readonly unknown[] = Array.isArray(row) ? row : [];
  const read = new NumericFields();
  const need = (value: number | undefined, column: number, name: string): number => {
    if (value !== undefined) return value;
    throw new Error(`kline row ${index}: field "${name}" is ${(JSON.stringify(cells[column]) ?? 'absent').slice(0, 40)}, expected a number`);
  };
  const price = (column: number, name: string): number => need(read.positive(cells[column], name), column, name);
  const startTimeMs = need(readTimeMs(cells[0]), 0, 'startTime');
  if (startTimeMs % MINUTE_MS !== 0) throw new Error(`kline row ${index}: field "startTime" is ${startTimeMs}, expected a whole minute`);
  const [open, high, low, close] = [price(1, 'open'), price(2, 'high'), price(3, 'low'), price(4, 'close')];
  if (high < Math.max(open, close, low) || low > Math.min(open, close)) throw new Error(`kline row ${index}: high ${high} and low ${low} do not enclose open ${open} and close ${close}`);
  const volume = need(read.nonNegative(cells[5], 'volume'), 5, 'volume');
  // The venue does not count trades; only "none" or "some" is known.
  return { startTimeMs, open, high, low, close, volume, tradeCount: volume > 0 ? 1 : 0 };
};
