import type { TickerEvent } from '../../core/market/events';
import { onGrid } from './grid';
import type { SymbolWalk } from './symbol-walk';

/** The whole ticker of a symbol at the end of its current second. */
export const tickerEvent = ({ spec, bars, current }: SymbolWalk, timeMs: number, isSnapshot: boolean): TickerEvent => {
  const { priceGrid, quantityGrid, symbol } = spec;
  const day = bars.stats();
  return {
    kind: 'ticker', symbol, isSnapshot, exchangeTimeMs: timeMs, receivedTimeMs: timeMs,
    fields: {
      lastPrice: onGrid(priceGrid, current.close), highPrice24h: onGrid(priceGrid, day.high), lowPrice24h: onGrid(priceGrid, day.low),
      previousPrice24h: onGrid(priceGrid, day.previousDayClose), turnover24h: day.turnover,
      bidPrice: onGrid(priceGrid, current.bid), bidQuantity: onGrid(quantityGrid, current.bidSize),
      askPrice: onGrid(priceGrid, current.ask), askQuantity: onGrid(quantityGrid, current.askSize),
    },
  };
};
