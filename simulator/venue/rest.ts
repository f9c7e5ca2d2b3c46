import type { SimulatedMarket } from '../market/market';
import { gridText, onGrid } from '../market/grid';
import type { RestAnswer } from './http-server';
import { instrumentRow, type Listing } from './listing';
import type { SymbolFeed } from './symbol-feed';

/** What REST answers from. */
export interface RestView {
  readonly market: SimulatedMarket;
  /** Venue time, the skew included. */
  nowMs(): number;
  skewMs(): number;
  listings(): readonly Listing[];
  feed(symbol: string): SymbolFeed | undefined;
}

class ParameterError extends Error {}

const PARAMS_ERROR = 10_001;

const envelope = (retCode: number, retMsg: string, result: object, timeMs: number): string =>
  JSON.stringify({ retCode, retMsg, result, retExtInfo: {}, time: timeMs });

const integer = (query: URLSearchParams, name: string, fallback: number, least: number, most: number): number => {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (text === '' || !Number.isInteger(value) || value < least || value > most) throw new ParameterError(`params error: ${name} invalid`);
  return value;
};

const requireLinear = (query: URLSearchParams): void => {
  if (query.get('category') !== 'linear') throw new ParameterError('Illegal category');
};

const time = (view: RestView): object => {
  const now = view.nowMs();
  return { timeSecond: String(Math.floor(now / 1_000)), timeNano: `${now}000000` };
};

const bySymbol = (a: Listing, b: Listing): number => (a.symbol < b.symbol ? -1 : 1);

const cursorOf = (first: string, last: string): string => encodeURIComponent(`first=${first}&last=${last}`);

/** Where a page begins: after the `last` of the page before. */
const afterOf = (cursor: string | null): string => {
  if (cursor === null || cursor === '') return '';
  const decoded = cursor.includes('%') ? decodeURIComponent(cursor) : cursor;
  const last = new URLSearchParams(decoded).get('last');
  if (last === null) throw new ParameterError('params error: cursor invalid');
  return last;
};

const instruments = (view: RestView, query: URLSearchParams): object => {
  requireLinear(query);
  const limit = integer(query, 'limit', 500, 1, 1_000);
  const after = afterOf(query.get('cursor'));
  const status = query.get('status') ?? 'Trading';
  const [symbol, symbolType] = [query.get('symbol'), query.get('symbolType')];
  const rows = [...view.listings()].sort(bySymbol).map((listing, index) => ({ listing, id: index + 1 }))
    .filter(({ listing }) => listing.status === status && listing.symbol > after)
    .filter(({ listing }) => (symbol === null || listing.symbol === symbol) && (symbolType === null || listing.symbolType === symbolType));
  const page = rows.slice(0, limit);
  const nextPageCursor = rows.length > limit ? cursorOf(page[0]?.listing.symbol ?? '', page.at(-1)?.listing.symbol ?? '') : '';
  return { category: 'linear', list: page.map(({ listing, id }) => instrumentRow(listing, id)), nextPageCursor };
};

const tickerRow = (listing: Listing, feed: SymbolFeed, timeMs: number): object => ({
  symbol: listing.symbol, ...Object.fromEntries(feed.fields(timeMs)),
  predictedDeliveryPrice: '', basisRate: '', deliveryFeeRate: '', deliveryTime: String(listing.deliveryTimeMs), basis: '',
});

const tickers = (view: RestView, query: URLSearchParams): object => {
  requireLinear(query);
  const symbol = query.get('symbol');
  const listings = view.listings().filter((listing) => listing.status === 'Trading' && (symbol === null || listing.symbol === symbol));
  if (symbol !== null && listings.length === 0) throw new ParameterError('params error: symbol invalid');
  const timeMs = view.nowMs();
  const list = listings.flatMap((listing) => {
    const feed = view.feed(listing.symbol);
    return feed ? [tickerRow(listing, feed, timeMs)] : [];
  });
  return { category: 'linear', list };
};

const kline = (view: RestView, query: URLSearchParams): object => {
  requireLinear(query);
  if (query.get('interval') !== '1') throw new ParameterError('Invalid period!');
  const listing = view.listings().find(({ symbol, status }) => symbol === query.get('symbol') && status !== 'PreLaunch');
  if (!listing) throw new ParameterError('Not supported symbols');
  const limit = integer(query, 'limit', 200, 1, 1_000);
  const end = integer(query, 'end', view.nowMs(), 0, Number.MAX_SAFE_INTEGER) - view.skewMs();
  const start = integer(query, 'start', 0, 0, Number.MAX_SAFE_INTEGER) - view.skewMs();
  const toMinute = Math.floor(end / 60_000);
  const fromMinute = Math.ceil(Math.max(start, listing.launchTimeMs) / 60_000);
  return { symbol: listing.symbol, category: 'linear', list: klineRows(view, listing, fromMinute, toMinute, limit) };
};

/** Newest first; with more bars in the span than `limit`, the newest ones. The first row may still be forming. */
const klineRows = (view: RestView, listing: Listing, fromMinute: number, toMinute: number, limit: number): readonly string[][] => {
  if (listing.marketSymbol === undefined) return [];
  const newest = Math.min(toMinute, view.market.lastMinute());
  const { priceGrid, quantityGrid } = listing;
  const price = (ticks: number): string => gridText(priceGrid, onGrid(priceGrid, ticks));
  return view.market.minuteBars(listing.marketSymbol, Math.max(fromMinute, newest - limit + 1), newest).map(({ minute, bar }) => [
    String(minute * 60_000 + view.skewMs()), price(bar.open), price(bar.high), price(bar.low), price(bar.close),
    gridText(quantityGrid, onGrid(quantityGrid, bar.volume)), bar.turnover.toFixed(4),
  ]).reverse();
};

const ROUTES: Record<string, (view: RestView, query: URLSearchParams) => object> = {
  '/v5/market/time': time, '/v5/market/instruments-info': instruments, '/v5/market/tickers': tickers, '/v5/market/kline': kline,
};

/** The venue's answer in its envelope (retCode 10001 for bad parameters); 404 for a path it does not have. */
export const answerRest = (view: RestView, path: string, query: URLSearchParams): RestAnswer => {
  const route = ROUTES[path];
  if (!route) return { status: 404, body: '{"error":"no such path"}' };
  try {
    return { status: 200, body: envelope(0, 'OK', route(view, query), view.nowMs()) };
  } catch (error) {
    if (!(error instanceof ParameterError || error instanceof URIError)) throw error;
    return { status: 200, body: envelope(PARAMS_ERROR, error.message, {}, view.nowMs()) };
  }
};
