import { toWireBar, type WireBar } from '../contracts/common';
import { type Bar, MINUTE_MS } from '../market/bar';
import type { TradeEvent } from '../market/events';
import { addTrade, closedBar, flatBar, type FormingBar, formingBar } from '../market/forming-bar';

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
  private readonly minutes = new Map<number, FormingBar>();

  constructor(private readonly entryTimeMs: number, private readonly entryPrice: number, private readonly maxMinutes: number) {}

  add(trade: TradeEvent): void {
    const index = Math.floor((trade.exchangeTimeMs - this.entryTimeMs) / MINUTE_MS);
    if (index < 0 || index >= this.maxMinutes) return;
    const minute = this.minutes.get(index);
    if (minute === undefined) this.minutes.set(index, formingBar(this.entryTimeMs + index * MINUTE_MS, trade));
    else addTrade(minute, trade);
  }

  /** The first `minutes` minutes. */
  upTo(minutes: number): FollowedPrices {
    const bars: Bar[] = [];
    for (let index = 0; index < minutes; index += 1) {
      const minute = this.minutes.get(index);
      const lastPrice = bars.at(-1)?.close ?? this.entryPrice;
      bars.push(minute === undefined ? flatBar(this.entryTimeMs + index * MINUTE_MS, lastPrice) : closedBar(minute));
    }
    const traded = bars.filter(({ tradeCount }) => tradeCount > 0);
    const hasTraded = traded.length > 0;
    return {
      price: traded.at(-1)?.close ?? null,
      high: hasTraded ? Math.max(...traded.map((bar) => bar.high)) : null,
      low: hasTraded ? Math.min(...traded.map((bar) => bar.low)) : null,
      bars: bars.map(toWireBar),
    };
  }
}
