import type { RestAnswer } from '../http-server';
import type { BinanceListing } from './binance-listing';
import { dayTicker } from './day-ticker';
import { type DepthFaults, STALE_IDS } from './depth-faults';
import type { Dialect } from './dialect';
import { exchangeInfo } from './exchange-info';
import { INTERVALS, klineRows } from './klines';
import { integerOr, ParameterError, requireText } from './parameters';
import type { RequestWeights } from './request-weights';
import type { SymbolChannel } from './symbol-channel';

/** What REST answers from. */
export interface BinanceRestView {
  readonly dialect: Dialect;
  readonly weights: RequestWeights;
  readonly faults: DepthFaults;
  /** Market time without skew. */
  marketMs(): number;
  listings(): readonly BinanceListing[];
  channel(symbol: string): SymbolChannel | undefined;
}

interface Route {
  weight(query: URLSearchParams, view: BinanceRestView): number;
  /** The body as text. */
  answer(view: BinanceRestView, query: URLSearchParams): string;
}

const FUTURES_DEPTHS = [5, 10, 20, 50, 100, 500, 1_000];
/** Greatest limit of each step of `depth` with its weight. */
const SPOT_DEPTH_WEIGHTS = [[100, 5], [500, 25], [1_000, 50], [5_000, 250]] as const;
const FUTURES_DEPTH_WEIGHTS = [[50, 2], [100, 5], [500, 10], [1_000, 20]] as const;
const FUTURES_KLINE_WEIGHTS = [[99, 1], [499, 2], [1_000, 5], [1_500, 10]] as const;

const stepped = (steps: readonly (readonly [number, number])[], value: number): number => steps.find(([most]) => value <= most)?.[1] ?? 0;

const isSpot = (view: BinanceRestView): boolean => view.dialect.market === 'spot';

const listingOf = (view: BinanceRestView, query: URLSearchParams): BinanceListing => {
  const symbol = requireText(query, 'symbol');
  const listing = view.listings().find((one) => one.symbol === symbol);
  if (!listing) throw new ParameterError(-1121, 'Invalid symbol.');
  return listing;
};

const depthLimit = (view: BinanceRestView, query: URLSearchParams): number => {
  const limit = integerOr(query, 'limit', isSpot(view) ? 100 : 500, 1, isSpot(view) ? 5_000 : 1_000);
  if (!isSpot(view) && !FUTURES_DEPTHS.includes(limit)) throw new ParameterError(-4021, `'limit' is not valid: expected one of ${FUTURES_DEPTHS.join(', ')}.`);
  return limit;
};

const depth: Route = {
  weight: (query, view) => stepped(isSpot(view) ? SPOT_DEPTH_WEIGHTS : FUTURES_DEPTH_WEIGHTS, depthLimit(view, query)),
  answer: (view, query) => {
    const limit = depthLimit(view, query);
    const channel = view.channel(listingOf(view, query).symbol);
    if (!channel) return '{"lastUpdateId":1,"bids":[],"asks":[]}';
    return channel.snapshot(limit, view.marketMs(), view.faults.skewMs, view.faults.takeStaleSnapshot() ? STALE_IDS : 0);
  },
};

const info: Route = {
  weight: (_, view) => (isSpot(view) ? 20 : 1),
  answer: (view, query) => {
    const status = query.get('symbolStatus');
    const listings = view.listings().filter((listing) => status === null || listing.status === status);
    return JSON.stringify(exchangeInfo(view.dialect.market, listings, view.marketMs() + view.faults.skewMs, view.weights.limit));
  },
};

const ticker: Route = {
  weight: (query, view) => (query.has('symbol') ? (isSpot(view) ? 2 : 1) : isSpot(view) ? 80 : 40),
  answer: (view, query) => {
    const row = (listing: BinanceListing): object => dayTicker(view.dialect, listing, view.channel(listing.symbol), view.marketMs() + view.faults.skewMs);
    return JSON.stringify(query.has('symbol') ? row(listingOf(view, query)) : view.listings().map(row));
  },
};

const klineLimit = (view: BinanceRestView, query: URLSearchParams): number => integerOr(query, 'limit', 500, 1, isSpot(view) ? 1_000 : 1_500);

const klines: Route = {
  weight: (query, view) => (isSpot(view) ? 2 : stepped(FUTURES_KLINE_WEIGHTS, klineLimit(view, query))),
  answer: (view, query) => {
    const { symbol } = listingOf(view, query);
    const minutes = INTERVALS[requireText(query, 'interval')];
    if (minutes === undefined) throw new ParameterError(-1120, 'Invalid interval.');
    const channel = view.channel(symbol);
    const { skewMs } = view.faults;
    const fromMs = integerOr(query, 'startTime', undefined, 0, Number.MAX_SAFE_INTEGER);
    const toMs = integerOr(query, 'endTime', view.marketMs() + skewMs, 0, Number.MAX_SAFE_INTEGER) - skewMs;
    const span = { fromMs: fromMs === undefined ? undefined : fromMs - skewMs, toMs, limit: klineLimit(view, query) };
    return JSON.stringify(channel ? klineRows(channel.symbol, channel.texts, minutes, span, skewMs) : []);
  },
};

const plain = (text: (view: BinanceRestView) => string): Route => ({ weight: () => 1, answer: text });

const ROUTES: Readonly<Record<string, Route>> = {
  '/exchangeInfo': info, '/ticker/24hr': ticker, '/depth': depth, '/klines': klines,
  '/ping': plain(() => '{}'), '/time': plain((view) => `{"serverTime":${view.marketMs() + view.faults.skewMs}}`),
};

const errorBody = (code: number, message: string): string => JSON.stringify({ code, msg: message });

/** The venue's words for a status; a page where its front answers instead of it. */
export const refusalBody = (status: number): RestAnswer => {
  if (status === 429) return { status, body: errorBody(-1003, 'Too much request weight used; please use WebSocket Streams for live updates to avoid polling the API.') };
  if (status === 418) return { status, body: errorBody(-1003, 'Way too much request weight used; IP banned. Please use WebSocket Streams for live updates to avoid bans.') };
  return { status, body: `<html><body><h1>${status}</h1></body></html>`, type: 'text/html' };
};

const served = (view: BinanceRestView, route: Route, query: URLSearchParams): RestAnswer => {
  const taken = view.weights.take(route.weight(query, view), Date.now());
  if (taken.kind === 'refused') return { ...refusalBody(taken.status), headers: { 'retry-after': String(taken.retryAfterSeconds) } };
  const headers = { 'x-mbx-used-weight': String(taken.usedWeight), 'x-mbx-used-weight-1m': String(taken.usedWeight) };
  return { status: 200, body: route.answer(view, query), headers };
};

/** The venue's answer: 400 with its error code for bad parameters, 404 for a path it does not have, 429 or 418 beyond the weight limit. */
export const answerBinanceRest = (view: BinanceRestView, path: string, query: URLSearchParams): RestAnswer => {
  const { restPrefix } = view.dialect;
  const route = path.startsWith(restPrefix) ? ROUTES[path.slice(restPrefix.length)] : undefined;
  if (!route) return { status: 404, body: '<html><body><h1>404</h1></body></html>', type: 'text/html' };
  try {
    return served(view, route, query);
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error;
    return { status: 400, body: errorBody(error.code, error.message) };
  }
};
