import type { WireBar } from '../contracts/common';
import type { TradeEvent } from '../market/events';

export const MINUTE_MS = 60_000;

interface Minute {
  open: number;
  openTimeMs: number;
  high: number;
  low: number;
  close: number;
  closeTimeMs: number;
  volume: number;
}

/** What a price did up to a horizon. `price`, `high` and `low` are null when nothing traded. */
export interface FollowedPrices {
  readonly price: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly bars: WireBar[];
}

/**
 * One-minute bars counted from an entry (the first covers `[entry, entry + 1 min)`), on the venue's clock. Trades may come in any
 * order. A minute without trades is flat at the price before it, the first one at the entry price.
 */
export class FollowedBars {
  private readonly minutes = new Map<number, Minute>();

  constructor(private readonly entryTimeMs: number, private readonly entryPrice: number, private readonly maxMinutes: number) {}

  add(trade: TradeEvent): void {
    const index = Math.floor((trade.exchangeTimeMs - this.entryTimeMs) / MINUTE_MS);
    if (index < 0 || index >= this.maxMinutes) return;
    const { price, quantity, exchangeTimeMs } = trade;
    const minute = this.minutes.get(index);
    if (minute === undefined) {
      this.minutes.set(index, {
        open: price, openTimeMs: exchangeTimeMs, high: price, low: price, close: price, closeTimeMs: exchangeTimeMs, volume: quantity,
      });
      return;
    }
    if (exchangeTimeMs < minute.openTimeMs) { minute.open = price; minute.openTimeMs = exchangeTimeMs; }
    if (exchangeTimeMs >= minute.closeTimeMs) { minute.close = price; minute.closeTimeMs = exchangeTimeMs; }
    minute.high = Math.max(minute.high, price);
    minute.low = Math.min(minute.low, price);
    minute.volume += quantity;
  }

  /** The first `minutes` minutes. */
  upTo(minutes: number): FollowedPrices {
    const bars: WireBar[] = [];
    let last = this.entryPrice;
    let high = -Infinity;
    let low = Infinity;
    for (let index = 0; index < minutes; index += 1) {
      const startTimeMs = this.entryTimeMs + index * MINUTE_MS;
      const minute = this.minutes.get(index);
      if (minute === undefined) {
        bars.push([startTimeMs, last, last, last, last, 0]);
        continue;
      }
      bars.push([startTimeMs, minute.open, minute.high, minute.low, minute.close, minute.volume]);
      last = minute.close;
      high = Math.max(high, minute.high);
      low = Math.min(low, minute.low);
    }
    const hasTraded = high !== -Infinity;
    return { price: hasTraded ? last : null, high: hasTraded ? high : null, low: hasTraded ? low : null, bars };
  }
}
