import type { BinanceMarket } from './streams';

/**
 * The public REST calls of one market and their request weights (binance-spot-api-docs `rest-api.md`; developers.binance.com, USDⓈ-M Futures,
 * "Market Data Endpoints").
 */
export interface RestCalls {
  readonly exchangeInfo: { readonly path: string; readonly query: Readonly<Record<string, string>>; readonly weight: number };
  /** Of all symbols. */
  readonly tickers: { readonly path: string; readonly query: Readonly<Record<string, string>>; readonly weight: number };
  readonly depth: { readonly path: string; readonly levels: number; readonly weight: number };
  /** Weight of the longest request that is made. */
  readonly klines: { readonly path: string; readonly weight: number };
}

/** Spot permits 5,000 levels for 250 of 6,000 per minute: 1,000 for 50 bring a hundred books up in the time of twenty. */
export const REST_CALLS: Readonly<Record<BinanceMarket, RestCalls>> = {
  spot: {
    exchangeInfo: { path: '/api/v3/exchangeInfo', query: { permissions: 'SPOT', showPermissionSets: 'false', symbolStatus: 'TRADING' }, weight: 20 },
    tickers: { path: '/api/v3/ticker/24hr', query: { type: 'MINI' }, weight: 80 },
    depth: { path: '/api/v3/depth', levels: 1_000, weight: 50 },
    klines: { path: '/api/v3/klines', weight: 2 },
  },
  usdm: {
    exchangeInfo: { path: '/fapi/v1/exchangeInfo', query: {}, weight: 1 },
    tickers: { path: '/fapi/v1/ticker/24hr', query: {}, weight: 40 },
    depth: { path: '/fapi/v1/depth', levels: 1_000, weight: 20 },
    klines: { path: '/fapi/v1/klines', weight: 5 },
  },
};
