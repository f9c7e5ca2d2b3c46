import type { Instrument } from '../../../core/market/instrument';
import { isRecord, NumericFields } from '../numeric-fields';
import type { InstrumentRow } from './messages';

/** Contracts on stocks, metals or currencies keep other hours and other rules; the linear category lists them too. */
const NOT_COINS: ReadonlySet<unknown> = new Set(['stock', 'commodity', 'forex']);
const SYMBOL = /^[A-Z0-9._-]{1,32}$/;

/** Whether a listed contract is a coin's perpetual in USDT that trades now. */
export const isEligible = (row: InstrumentRow): boolean =>
  row.contractType === 'LinearPerpetual' && row.status === 'Trading' && row.quoteCoin === 'USDT' && row.settleCoin === 'USDT'
  && row.isPreListing !== true && !NOT_COINS.has(row.symbolType) && (row.marketRegion ?? '') === '';

/** An eligible row as an instrument, or a sentence that names the field that cannot be. */
export const readInstrument = (row: InstrumentRow): Instrument | string => {
  const { symbol, baseCoin, quoteCoin, priceFilter } = row;
  if (typeof symbol !== 'string' || !SYMBOL.test(symbol)) {
    return `instrument: field "symbol" is ${show(symbol)}, expected 1 to 32 of A-Z 0-9 . _ -`;
  }
  if (typeof baseCoin !== 'string' || baseCoin === '') return `${symbol}: field "baseCoin" is ${show(baseCoin)}, expected text`;
  const found = isRecord(priceFilter) ? priceFilter['tickSize'] : undefined;
  const tickSize = new NumericFields().positive(found, 'tickSize');
  if (tickSize === undefined) return `${symbol}: field "priceFilter.tickSize" is ${show(found)}, expected a number above 0`;
  return { symbol, baseCoin, quoteCoin: typeof quoteCoin === 'string' ? quoteCoin : '', tickSize };
};

const show = (value: unknown): string => (JSON.stringify(value) ?? 'absent').slice(0, 60);
