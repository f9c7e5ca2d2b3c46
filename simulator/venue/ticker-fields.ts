import type { DaySummary } from '../market/day-summary';
import { gridText, stepsOf, onGrid } from '../market/grid';
import type { TickDirection } from './frames';
import type { Listing } from './listing';

const FUNDING_MS = 8 * 3_600_000;

export type Field = readonly [name: string, value: string];

/** Slow companions of the price that only the venue shows: index and mark, open interest. */
const companions = (day: DaySummary, timeMs: number): { index: number; mark: number; openInterest: number } => {
  const phase = timeMs / 600_000;
  const mid = (day.bid + day.ask) / 2;
  const usual = (day.volume * 0.4) || 1;
  return { index: mid * (1 + 0.0002 * Math.sin(phase)), mark: mid * (1 + 0.00005 * Math.sin(3 * phase)), openInterest: usual };
};

/** All fields of a linear ticker but `symbol`, in wire order; "" where a field does not apply (websocket/public/ticker page). */
export const tickerFields = (listing: Listing, day: DaySummary, direction: TickDirection, timeMs: number): readonly Field[] => {
  const { priceGrid, quantityGrid } = listing;
  const price = (value: number): string => gridText(priceGrid, onGrid(priceGrid, stepsOf(priceGrid, value)));
  const quantity = (value: number): string => gridText(quantityGrid, onGrid(quantityGrid, stepsOf(quantityGrid, value)));
  const { index, mark, openInterest } = companions(day, timeMs);
  return [
    ['tickDirection', direction], ['price24hPcnt', (day.last / day.previousDay - 1).toFixed(6)], ['lastPrice', price(day.last)],
    ['prevPrice24h', price(day.previousDay)], ['highPrice24h', price(day.high)], ['lowPrice24h', price(day.low)], ['prevPrice1h', price(day.previousHour)],
    ['markPrice', price(mark)], ['indexPrice', price(index)], ['openInterest', quantity(openInterest)], ['openInterestValue', (openInterest * mark).toFixed(2)],
    ['turnover24h', day.turnoverUsdt.toFixed(4)], ['volume24h', day.volume.toFixed(4)], ['fundingIntervalHour', '8'], ['fundingCap', '0.005'],
    ['nextFundingTime', String((Math.floor(timeMs / FUNDING_MS) + 1) * FUNDING_MS)], ['fundingRate', '0.0001'],
    ['bid1Price', price(day.bid)], ['bid1Size', quantity(day.bidSize)], ['ask1Price', price(day.ask)], ['ask1Size', quantity(day.askSize)],
    ['preOpenPrice', ''], ['preQty', ''], ['curPreListingPhase', ''],
  ];
};

/** Those of `now` that differ from `before`. */
export const changedFields = (before: readonly Field[], now: readonly Field[]): readonly Field[] =>
  now.filter(([, value], index) => before[index]?.[1] !== value);

/** A day for a contract that nothing moves. */
export const stillDay = ({ price, priceGrid }: Listing): DaySummary => {
  const tick = onGrid(priceGrid, 1);
  return {
    last: price, high: price * 1.01, low: price * 0.99, previousDay: price, previousHour: price, volume: 1_000_000 / price, turnoverUsdt: 1_000_000,
    bid: price - tick, bidSize: 10, ask: price + tick, askSize: 10,
  };
};
