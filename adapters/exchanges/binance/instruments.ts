import type { Instrument } from '../../../core/market/instrument';
import { isRecord, NumericFields, type RawRecord } from '../numeric-fields';
import type { BinanceMarket } from './streams';

/** Any script, as the venue lists coins with Chinese names; nothing that a stream's name or a JSON text would have to escape. */
const SYMBOL = /^[^\s"\\@/\p{Cc}]{1,32}$/u;

/** Whether a listed symbol trades against USDT now; on futures, whether it is a coin's perpetual and not one on stocks or metals. */
export const isEligible = (row: RawRecord, market: BinanceMarket): boolean =>
  row['status'] === 'TRADING' && row['quoteAsset'] === 'USDT'
  && (market === 'spot' ? row['isSpotTradingAllowed'] !== false : row['contractType'] === 'PERPETUAL' && row['marginAsset'] === 'USDT');

/** An eligible row as an instrument, or a sentence that names the field that cannot be. */
export const readInstrument = (row: RawRecord, turnovers: ReadonlyMap<string, number>): Instrument | string => {
  const { symbol, baseAsset } = row;
  if (typeof symbol !== 'string' || !SYMBOL.test(symbol)) return `symbol: field "symbol" is ${show(symbol)}, expected 1 to 32 characters of a name`;
  if (typeof baseAsset !== 'string' || baseAsset === '') return `${symbol}: field "baseAsset" is ${show(baseAsset)}, expected text`;
  const found = priceFilterOf(row)?.['tickSize'];
  const tickSize = new NumericFields().positive(found, 'tickSize');
  if (tickSize === undefined) return `${symbol}: field "filters.PRICE_FILTER.tickSize" is ${show(found)}, expected a number above 0`;
  const turnover24h = turnovers.get(symbol);
  return { symbol, baseCoin: baseAsset, quoteCoin: 'USDT', tickSize, ...(turnover24h === undefined ? {} : { turnover24h }) };
};

const priceFilterOf = ({ filters }: RawRecord): RawRecord | undefined =>
  (Array.isArray(filters) ? filters.filter(isRecord) : []).find(({ filterType }) => filterType === 'PRICE_FILTER');

/** Traded value of 24 hours in quote currency by symbol; rows without one are left out. */
export const readTurnovers = (rows: readonly unknown[]): ReadonlyMap<string, number> => {
  const turnovers = new Map<string, number>();
  for (const row of rows) {
    if (!isRecord(row) || typeof row['symbol'] !== 'string') continue;
    const turnover = new NumericFields().nonNegative(row['quoteVolume'], 'quoteVolume');
    if (turnover !== undefined) turnovers.set(row['symbol'], turnover);
  }
  return turnovers;
};

/** Request weight per minute by `rateLimits`; `undefined` where the list does not say it. */
export const readWeightLimit = (info: RawRecord): number | undefined => {
  const { rateLimits } = info;
  const limits = (Array.isArray(rateLimits) ? rateLimits : []).filter(isRecord);
  const perMinute = limits.find(({ rateLimitType, interval, intervalNum }) => rateLimitType === 'REQUEST_WEIGHT' && interval === 'MINUTE' && intervalNum === 1);
  return new NumericFields().positive(perMinute?.['limit'], 'limit');
};

const show = (value: unknown): string => (JSON.stringify(value) ?? 'absent').slice(0, 60);
