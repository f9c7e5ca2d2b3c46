import { ScannerEnv } from '../scanner/env';

/** Names of the whale scanner's environment variables; the construct that deploys it sets the same constants. */
export const WhaleEnv = {
  /** Absent: the venue's public addresses for the market that is named. */
  binanceWsUrl: 'BINANCE_WS_URL',
  binanceRestUrl: 'BINANCE_REST_URL',
  /** `spot` or `usdm` (C2.19). */
  venueMarket: 'WHALE_MARKET',
  queueUrl: ScannerEnv.queueUrl,
  performanceQueueUrl: ScannerEnv.performanceQueueUrl,
  activityTable: ScannerEnv.activityTable,
  /** Where the pools outlive a stop (S2.31). Absent: `STATE_DIR`, and without that nothing is kept. */
  whalesTable: 'WHALES_TABLE',
  /** Folder for `hot_pool_orders.json` and `monitoring.json` (S2.31, S2.34). */
  stateDir: 'STATE_DIR',
  /** The internal feed to the stream tasks and `/health`: port (0 for a free one), address to bind, token that a stream task must know. */
  feedPort: 'WHALE_FEED_PORT',
  feedHost: 'WHALE_FEED_HOST',
  feedToken: 'WHALE_FEED_TOKEN',
  /** `true`: the market is swept and large levels are shown, none is followed (S2.30). */
  primaryScanOnly: 'PRIMARY_SCAN_ONLY',
  logLevel: ScannerEnv.logLevel,
  logFormat: ScannerEnv.logFormat,
  /** `live` or `simulated`: the mark every message carries. */
  market: ScannerEnv.market,
  codeVersion: ScannerEnv.codeVersion,
} as const;

export const VENUE_MARKETS = ['spot', 'usdm'] as const;

/**
 * Public addresses of each market: binance-spot-api-docs (ports 9443 and 443 serve the same); developers.binance.com, USDⓈ-M Futures.
 * Port 443, because the deployed network and most others let nothing else out.
 */
export const VENUE_ADDRESSES: Readonly<Record<(typeof VENUE_MARKETS)[number], { readonly ws: string; readonly rest: string; readonly pingPath: string }>> = {
  spot: { ws: 'wss://stream.binance.com:443', rest: 'https://api.binance.com', pingPath: '/api/v3/ping' },
  usdm: { ws: 'wss://fstream.binance.com', rest: 'https://fapi.binance.com', pingPath: '/fapi/v1/ping' },
};

/** The port of the internal feed where none is set. */
export const DEFAULT_FEED_PORT = 8_090;

/** The source's names for the thresholds (S2.2, S2.5, S2.6, S2.10, S2.11): optional. */
export const WhaleRuleEnv = {
  topCoinsLimit: 'TOP_COINS_LIMIT',
  largeOrderMultiplier: 'LARGE_ORDER_MULTIPLIER',
  orderbookDepth: 'ORDERBOOK_DEPTH',
  survivalThreshold: 'SURVIVAL_THRESHOLD',
  hotPoolLifetimeSeconds: 'HOT_POOL_LIFETIME_SECONDS',
} as const;

/** What each of the thresholds may be. The venue sends the best 20 levels and no more. */
export const WHALE_RANGES: Readonly<Record<keyof typeof WhaleRuleEnv, { readonly min: number; readonly max: number; readonly integer?: boolean }>> = {
  topCoinsLimit: { min: 1, max: 500, integer: true },
  largeOrderMultiplier: { min: 1, max: 100 },
  orderbookDepth: { min: 11, max: 20, integer: true },
  survivalThreshold: { min: 0.05, max: 0.99 },
  hotPoolLifetimeSeconds: { min: 1, max: 86_400 },
};

/** What a level is compared with (C2.9): optional, one of the choices. */
export const Top10Env = { mode: 'TOP10_MODE' } as const;
export const TOP10_MODES = ['exclude_self', 'inclusive', 'median'] as const;
