/** Names of the scanner's environment variables; the construct that deploys it sets the same constants. */
export const ScannerEnv = {
  /** Public linear WebSocket of Bybit v5 (S1.2). */
  bybitWsUrl: 'BYBIT_WS_URL',
  bybitRestUrl: 'BYBIT_REST_URL',
  /** `opportunity-queue`; absent: findings go to the console only (C1.18). */
  queueUrl: 'QUEUE_URL',
  performanceQueueUrl: 'PERFORMANCE_QUEUE_URL',
  /** Table of the activity log, for how the scanner is; absent: the page is not told. */
  activityTable: 'ACTIVITY_TABLE',
  logLevel: 'LOG_LEVEL',
  /** `json` in AWS, `human` on a terminal. */
  logFormat: 'LOG_FORMAT',
  /** `default`, `more` or `precise` (S1.35-S1.37). */
  preset: 'PRESET',
  /** `live` or `simulated`: the mark every message carries. */
  market: 'MARKET',
  /** Which code decides, as `lib/code-version.ts` names it: set by the template, carried by every finding (D-1). */
  codeVersion: 'CODE_VERSION',
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

/** Where the session is recorded: optional. A bucket needs a directory, which then only holds what is on its way. */
export const RecordingEnv = { directory: 'RECORDING_DIR', bucket: 'RECORDINGS_BUCKET' } as const;

/** Keys in the recordings bucket are `recordings/<session>/<file>`; the scanner may write no others. */
export const RECORDINGS_PREFIX = 'recordings';

/** How 24-hour volatility is measured (C1.12): optional, one of the choices. */
export const VolatilityEnv = { measure: 'VOLATILITY_MEASURE' } as const;
export const VOLATILITY_MEASURES = ['range', 'abs_change'] as const;

/** How the feed's socket is read (docs/adr/0007-transport.md): optional. */
export const TransportEnv = {
  /** `ws` or `thin`. */
  transport: 'TRANSPORT',
  /** `thin` only: milliseconds between two reads, 0 = whenever bytes are there. */
  readEveryMs: 'READ_EVERY_MS',
} as const;

/** What each of the thresholds may be. */
export const RADAR_RANGES: Readonly<Record<keyof typeof RadarEnv, { readonly min: number; readonly max: number; readonly integer?: boolean }>> = {
  activeSymbolsLimit: { min: 1, max: 500, integer: true },
  tickerUpdateIntervalSeconds: { min: 1, max: 3_600 },
  minVolume24hUsdt: { min: 0, max: 1e15 },
  minVolatilityPct: { min: 0, max: 10_000 },
  bandWindow: { min: 2, max: 1_000, integer: true },
  bandDeviations: { min: 0.1, max: 10 },
  /** At least the widths that a score needs. */
  widthLookbackBars: { min: 100, max: 100_000, integer: true },
  squeezeThreshold: { min: 0, max: 1 },
  imbalanceThreshold: { min: 0, max: 1 },
  volumeSpikeMultiple: { min: 1, max: 999 },
};
