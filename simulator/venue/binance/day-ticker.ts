import { onGrid, stepsOf } from '../../market/grid';
import type { BinanceListing } from './binance-listing';
import type { Dialect } from './dialect';
import { decimalText } from './decimal-text';
import type { SymbolChannel } from './symbol-channel';

const DAY_MS = 86_400_000;

/** The rolling day in grid steps; quote volume in the quote asset. */
interface Day {
  readonly last: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly volume: number;
  readonly quoteVolume: number;
  readonly bid: readonly [ticks: number, steps: number];
  readonly ask: readonly [ticks: number, steps: number];
}

const liveDay = ({ symbol: { bars, book, lattice } }: SymbolChannel): Day => {
  const { high, low, volume, turnover, previousDayClose } = bars.series.stats();
  const top = (place: number): readonly [number, number] => [lattice.tickOf(place), book.quantityAt(place)];
  return { last: bars.last, open: previousDayClose, high, low, volume, quoteVolume: turnover, bid: top(book.bestBid), ask: top(book.bestAsk) };
};

const stillDay = ({ priceGrid, quantityGrid, still }: BinanceListing): Day => {
  const { price, turnover24h } = still ?? { price: 1, turnover24h: 0 };
  const last = stepsOf(priceGrid, price, 1);
  const volume = stepsOf(quantityGrid, turnover24h / price);
  return { last, open: last, high: last, low: last, volume, quoteVolume: turnover24h, bid: [last, volume], ask: [last + 1, volume] };
};

/** A row of `ticker/24hr`; futures show no bid, no ask and no previous close. A day without trades has no weighted average: the venue prints 0. */
export const dayTicker = (dialect: Dialect, listing: BinanceListing, channel: SymbolChannel | undefined, nowMs: number): object => {
  const day = channel ? liveDay(channel) : stillDay(listing);
  const price = (ticks: number): string => (ticks < 0 ? `-${price(-ticks)}` : decimalText(listing.priceGrid, ticks, dialect.shownDecimals));
  const quantity = (steps: number): string => decimalText(listing.quantityGrid, steps, dialect.shownDecimals);
  const volume = onGrid(listing.quantityGrid, day.volume);
  const decimals = dialect.shownDecimals ?? listing.priceGrid.decimals;
  const head = {
    symbol: listing.symbol, priceChange: price(day.last - day.open), priceChangePercent: ((day.last / day.open - 1) * 100).toFixed(3),
    weightedAvgPrice: (volume > 0 ? day.quoteVolume / volume : 0).toFixed(decimals),
  };
  const range = {
    openPrice: price(day.open), highPrice: price(day.high), lowPrice: price(day.low), volume: quantity(day.volume),
    quoteVolume: day.quoteVolume.toFixed(dialect.shownDecimals ?? 2), openTime: nowMs - DAY_MS, closeTime: nowMs, firstId: 1, lastId: 2, count: 2,
  };
  return dialect.market === 'spot'
    ? {
      ...head, prevClosePrice: price(day.open), lastPrice: price(day.last), lastQty: quantity(1),
      bidPrice: price(day.bid[0]), bidQty: quantity(day.bid[1]), askPrice: price(day.ask[0]), askQty: quantity(day.ask[1]), ...range,
    }
    : { ...head, lastPrice: price(day.last), lastQty: quantity(1), ...range };
};
