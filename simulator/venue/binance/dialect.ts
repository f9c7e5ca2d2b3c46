import type { IdStyle } from '../../market/depth/update-ids';

export type BinanceMarket = 'spot' | 'usdm';

/** Which streams a path delivers: futures carry order books on one path and the rest on another, and never say so (Important-WebSocket-Change-Notice, 2026-03-06). */
export type StreamClass = 'public' | 'market';

/**
 * What differs between spot (binance-spot-api-docs `web-socket-streams.md`, `rest-api.md`) and USDⓈ-M futures
 * (developers.binance.com, "USDⓈ-M Futures › WebSocket Market Streams").
 */
export interface Dialect {
  readonly market: BinanceMarket;
  readonly restPrefix: '/api/v3' | '/fapi/v1';
  readonly ids: IdStyle;
  /** Decimals that every price and quantity is printed with; `undefined` for those of its step. */
  readonly shownDecimals: number | undefined;
  readonly messagesPerSecond: number;
  readonly pingEveryMs: number;
  readonly pongWithinMs: number;
  readonly weightPerMinute: number;
  /** What the WebSocket paths in front of `/ws` and `/stream` deliver. */
  readonly pathClasses: Readonly<Record<string, readonly StreamClass[]>>;
}

export const DIALECTS: Readonly<Record<BinanceMarket, Dialect>> = {
  spot: {
    market: 'spot', restPrefix: '/api/v3', ids: 'contiguous', shownDecimals: 8, messagesPerSecond: 5, pingEveryMs: 20_000, pongWithinMs: 60_000,
    weightPerMinute: 6_000, pathClasses: { '': ['public', 'market'] },
  },
  usdm: {
    market: 'usdm', restPrefix: '/fapi/v1', ids: 'shared', shownDecimals: undefined, messagesPerSecond: 10, pingEveryMs: 180_000, pongWithinMs: 600_000,
    weightPerMinute: 2_400, pathClasses: { '': ['public'], '/public': ['public'], '/market': ['market'] },
  },
};
