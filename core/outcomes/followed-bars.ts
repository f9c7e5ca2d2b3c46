import { toWireBar, type WireBar } from '../contracts/common';
import { type Bar, flatBar, MINUTE_MS } from '../market/bar';
import type { MarketFrame } from '../market/market-frame';

/** What a price did up to a horizon. `price`, `high` and `low` are null when nothing traded. */
export interface FollowedPrices {
  readonly price: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly bars: WireBar[];
}

/** Cells of one minute; without trades `trades` is 0 and the others mean nothing. */
const CELL = { open: 0, openTimeMs: 1, high: 2, low: 3, close: 4, closeTimeMs: 5, volume: 6, trades: 7 } as const;
const CELLS = 8;
const FIRST_MINUTES = 8;

/**
 * One-minute bars counted from an entry (the first covers `[entry, entry + 1 min)`), on the venue's clock. Trades may come in any
 * order: the open belongs to the earliest exchange time, the close to the latest, at equal times to the one that came last.
 * A minute without trades is flat at the price before it, the first one at the entry price.
 */
export class FollowedBars {
  /** Grows with the minutes, so that a trade allocates nothing. */
  private cells = new Float64Array(FIRST_MINUTES * CELLS);

  constructor(private readonly entryTimeMs: number, private readonly entryPrice: number, private readonly maxMinutes: number) {}

  /** Adds the trade in this row of a frame of trades. */
  add(frame: MarketFrame, row: number): void {
    const timeMs = frame.tradeTimesMs[row] ?? 0;
    const minute = Math.floor((timeMs - this.entryTimeMs) / MINUTE_MS);
    if (minute < 0 || minute >= this.maxMinutes) return;
    if ((minute + 1) * CELLS > this.cells.length) this.grow(minute + 1);
    const { cells } = this;
    const at = minute * CELLS;
    const price = frame.tradePrices[row] ?? 0;
    const isFirst = cells[at + CELL.trades] === 0;
    if (isFirst || timeMs < (cells[at + CELL.openTimeMs] ?? 0)) {
      cells[at + CELL.open] = price;
      cells[at + CELL.openTimeMs] = timeMs;
    }
    if (isFirst || timeMs >= (cells[at + CELL.closeTimeMs] ?? 0)) {
      cells[at + CELL.close] = price;
      cells[at + CELL.closeTimeMs] = timeMs;
    }
    if (isFirst || price > (cells[at + CELL.high] ?? 0)) cells[at + CELL.high] = price;
    if (isFirst || price < (cells[at + CELL.low] ?? 0)) cells[at + CELL.low] = price;
    cells[at + CELL.volume] = (cells[at + CELL.volume] ?? 0) + (frame.tradeQuantities[row] ?? 0);
    cells[at + CELL.trades] = (cells[at + CELL.trades] ?? 0) + 1;
  }

  /** The first `minutes` minutes. */
  upTo(minutes: number): FollowedPrices {
    const bars: Bar[] = [];
    for (let minute = 0; minute < minutes; minute += 1) bars.push(this.barOf(minute, bars.at(-1)?.close ?? this.entryPrice));
    const traded = bars.filter(({ tradeCount }) => tradeCount > 0);
    const hasTraded = traded.length > 0;
    return {
      price: traded.at(-1)?.close ?? null,
      high: hasTraded ? Math.max(...traded.map((bar) => bar.high)) : null,
      low: hasTraded ? Math.min(...traded.map((bar) => bar.low)) : null,
      bars: bars.map(toWireBar),
    };
  }

  private barOf(minute: number, lastPrice: number): Bar {
    const startTimeMs = this.entryTimeMs + minute * MINUTE_MS;
    const cell = (index: number): number => this.cells[minute * CELLS + index] ?? 0;
    if (cell(CELL.trades) === 0) return flatBar(startTimeMs, lastPrice);
    return {
      startTimeMs, open: cell(CELL.open), high: cell(CELL.high), low: cell(CELL.low), close: cell(CELL.close),
      volume: cell(CELL.volume), tradeCount: cell(CELL.trades),
    };
  }

  private grow(minutes: number): void {
    const cells = new Float64Array(Math.min(this.maxMinutes, Math.max(minutes, (2 * this.cells.length) / CELLS)) * CELLS);
    cells.set(this.cells);
    this.cells = cells;
  }
}
