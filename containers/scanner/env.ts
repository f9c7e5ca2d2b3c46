/** Names of the scanner's environment variables; the construct that deploys it sets the same constants. */
export const ScannerEnv = {
  /** Public linear WebSocket of Bybit v5 (S1.2). */
  bybitWsUrl: 'BYBIT_WS_URL',
  bybitRestUrl: 'BYBIT_REST_URL',
  /** `opportunity-queue`; absent: findings go to the console only (C1.18). */
  queueUrl: 'QUEUE_URL',
  performanceQueueUrl: 'PERFORMANCE_QUEUE_URL',
  logLevel: 'LOG_LEVEL',
  /** `json` in AWS, `human` on a terminal. */
  logFormat: 'LOG_FORMAT',
  /** `default`, `more` or `precise` (S1.35-S1.37). */
  preset: 'PRESET',
  /** `live` or `simulated`: the mark every message carries. */
  market: 'MARKET',
} as const;

/** The source's names for the radar's thresholds (S1.10, S1.31-S1.35): optional, each overrides the preset's value. */
export const RadarEnv = {
  activeSymbolsLimit: 'ACTIVE_SYMBOLS_LIMIT',
  tickerUpdateIntervalSeconds: 'TICKER_UPDATE_INTERVAL',
  minVolume24hUsdt: 'MIN_VOLUME_24H',
  minVolatilityPct: 'MIN_VOLATILITY_PCT',
  bandWindow: 'BB_WINDOW',
  bandDeviations: 'BB_STD_DEV',
  widthLookbackBars: 'BB_WIDTH_LOOKBACK',
  squeezeThreshold: 'BB_SQUEEZE_THRESHOLD',
  imbalanceThreshold: 'OB_IMBALANCE_THRESHOLD',
  volumeSpikeMultiple: 'VOLUME_SPIKE_MULTIPLIER',
} as const;
