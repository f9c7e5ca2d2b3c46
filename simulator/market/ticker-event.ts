import type { TickerEvent } from '../../core/market/events';
import { daySummary } from './day-summary';
import type { SymbolWalk } from './symbol-walk';

/** The whole ticker of a symbol at the end of its current second; always a snapshot, since every field is there. */
export const tickerEvent = (walk: SymbolWalk, timeMs: number): TickerEvent => {
  const day = daySummary(walk);
  return {
    kind: 'ticker', symbol: walk.spec.symbol, isSnapshot: true, exchangeTimeMs: timeMs, receivedTimeMs: timeMs,
    fields: {
      lastPrice: day.last, highPrice24h: day.high, lowPrice24h: day.low, previousPrice24h: day.previousDay, turnover24h: day.turnoverUsdt,
      bidPrice: day.bid, bidQuantity: day.bidSize, askPrice: day.ask, askQuantity: day.askSize,
    },
  };
};
