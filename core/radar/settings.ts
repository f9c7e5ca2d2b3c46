/**
 * Every threshold of the radar. Times in ms of market time, ratios as fractions unless a name says `Pct`; the source's name and
 * default stand behind each (S1.31-S1.37), a reason where the default is ours.
 */
export interface RadarSettings {
  /** ACTIVE_SYMBOLS_LIMIT (S1.31): symbols with real-time top of book and bars. */
  readonly activeSymbolsLimit: number;
  /** TICKER_UPDATE_INTERVAL (S1.32): how often the watch list is refreshed. */
  readonly rankIntervalMs: number;
  /** MIN_VOLUME_24H (S1.33) against turnover24h in quote currency (C1.12). */
  readonly minTurnover24hUsdt: number;
  /** MIN_VOLATILITY_PCT (S1.34), per cent. */
  readonly minVolatilityPct: number;
  /** `range`: (high24h - low24h) / low24h; `abs_change`: |last - prev24h| / prev24h (C1.12). */
  readonly volatilityMeasure: 'range' | 'abs_change';
  /** A member leaves only below this rank, and only after `leaveAfterMs` there (C1.21). */
  readonly leaveRank: number;
  readonly leaveAfterMs: number;
  /** A newcomer at least this good displaces the worst member below the limit, so that hysteresis keeps nobody out for long. */
  readonly displaceRank: number;
  /** Symbols without an update for this long are forgotten (S1.42), and bar state outlives a departure by it (C1.21). */
  readonly silentAfterMs: number;

  /** 3-second bars (S1.8, C1.2) and the grace after a bar's end for late trades. */
  readonly barIntervalMs: number;
  readonly barGraceMs: number;
  /** BB_WINDOW and BB_STD_DEV (S1.10). */
  readonly bandWindow: number;
  readonly bandDeviations: number;
  /** BB_WIDTH_LOOKBACK (C1.5): bars over which the maximum width is taken. */
  readonly widthLookbackBars: number;
  /** Widths needed before a score is given. Fewer than the look-back only lowers the maximum, so a score is never overstated. */
  readonly widthWarmupBars: number;
  /** Dead-market guard (C1.6): bars with trades in the window, and the least width in ticks. */
  readonly minTradedBars: number;
  readonly minWidthTicks: number;
  /** BB_SQUEEZE_THRESHOLD (S1.35): arms at this score; re-arms only after falling `rearmMargin` below it (C1.7). */
  readonly squeezeThreshold: number;
  readonly rearmMargin: number;
  /**
   * Arms only where the width is at most this fraction of its own mean over the look-back. One burst makes the maximum so large that
   * everything after it looks narrow; the mean does not move as much.
   */
  readonly maxTypicalWidth: number;
  /** Bars for which it must have been armed: a squeeze is a state, not one quiet bar. */
  readonly minArmedBars: number;
  /** Released when the close leaves the band and the width rises by this fraction over its armed minimum within so many bars (C1.7). */
  readonly releaseRise: number;
  readonly releaseWithinBars: number;

  /** OB_IMBALANCE_THRESHOLD (S1.35). */
  readonly imbalanceThreshold: number;
  /** Persistence (C1.11): at least M of the last K updates, over at least this long, re-armed `imbalanceRearmMargin` below. */
  readonly imbalanceUpdates: number;
  readonly imbalanceUpdatesHeld: number;
  readonly imbalanceHoldMs: number;
  readonly imbalanceRearmMargin: number;
  /** Least notional at the heavy side's best price, in quote currency: a lopsided book of crumbs is no pressure. */
  readonly imbalanceMinNotionalUsdt: number;

  /** VOLUME_SPIKE_MULTIPLIER (S1.35) over the mean of the `volumeWindow` bars before (S1.15, C1.13). */
  readonly volumeSpikeMultiple: number;
  readonly volumeWindow: number;
  /**
   * Volume that moves nothing is churn: the multiple times the bar's step, in deviations of the steps before it, must reach this many
   * times `volumeSpikeMultiple`. At 4, three times the volume needs a step of 4 deviations, six times one of 2.
   */
  readonly spikeEffortFactor: number;
  /** Least notional of the spiking bar in quote currency: three times nothing is nothing. */
  readonly spikeMinNotionalUsdt: number;

  /** Per symbol and type, from one opportunity to the next (C1.11). */
  readonly coolDownMs: number;
  /** A trade stamped further ahead of the venue's clock than this is dropped and counted; a clock further off than this has jumped. */
  readonly maxFutureMs: number;
}

export const DEFAULT_RADAR: RadarSettings = {
  activeSymbolsLimit: 50,
  rankIntervalMs: 5_000,
  minTurnover24hUsdt: 1_000_000,
  minVolatilityPct: 2.0,
  volatilityMeasure: 'range',
  leaveRank: 60,
  leaveAfterMs: 60_000,
  displaceRank: 40,
  silentAfterMs: 300_000,
  barIntervalMs: 3_000,
  barGraceMs: 300,
  bandWindow: 20,
  bandDeviations: 2.0,
  widthLookbackBars: 1_200,
  widthWarmupBars: 100,
  minTradedBars: 15,
  minWidthTicks: 2,
  squeezeThreshold: 0.9,
  rearmMargin: 0.1,
  maxTypicalWidth: 0.2,
  minArmedBars: 10,
  releaseRise: 0.25,
  releaseWithinBars: 20,
  imbalanceThreshold: 0.7,
  imbalanceUpdates: 20,
  imbalanceUpdatesHeld: 18,
  imbalanceHoldMs: 3_000,
  imbalanceRearmMargin: 0.1,
  imbalanceMinNotionalUsdt: 10_000,
  volumeSpikeMultiple: 3.0,
  volumeWindow: 100,
  spikeEffortFactor: 4,
  spikeMinNotionalUsdt: 10_000,
  coolDownMs: 300_000,
  maxFutureMs: 5_000,
};

export const RADAR_PRESETS = {
  default: DEFAULT_RADAR,
  /** "More opportunities" (S1.36). */
  more: { ...DEFAULT_RADAR, squeezeThreshold: 0.8, imbalanceThreshold: 0.6, volumeSpikeMultiple: 2.5, maxTypicalWidth: 0.3 },
  /** "More precise" (S1.37). */
  precise: { ...DEFAULT_RADAR, squeezeThreshold: 0.95, imbalanceThreshold: 0.8, volumeSpikeMultiple: 4.0, maxTypicalWidth: 0.15 },
} as const satisfies Record<string, RadarSettings>;

/** Least product of volume multiple and step in deviations for a spike. */
export const leastEffort = ({ spikeEffortFactor, volumeSpikeMultiple }: RadarSettings): number => spikeEffortFactor * volumeSpikeMultiple;

export type RadarPreset = keyof typeof RADAR_PRESETS;
