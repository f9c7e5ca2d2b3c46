import type { WeightAlgorithm } from '../contracts/whale-order';
import { type AftermathTrackerSettings, DEFAULT_AFTERMATH_TRACKER } from '../outcomes/aftermath-tracker';

/** What a level is compared with (C2.9): the mean of the ten largest others, of the ten largest with itself, or the others' median. */
export type Top10Mode = 'exclude_self' | 'inclusive' | 'median';

/**
 * Every threshold of the whale scanner. Times of venue time, ratios as fractions, `Bp` in basis points of a price; the source's name and
 * default stand behind each (S2.2-S2.18), a reason where the default is ours.
 */
export interface WhaleSettings {
  /** `top_coins_limit` (S2.2): symbols swept, by traded value of 24 hours. */
  readonly topCoinsLimit: number;
  /** `excluded_suffixes` (S2.3), read as stable *base* assets (C2.7), and the quote asset that a symbol must have. */
  readonly excludedBases: readonly string[];
  readonly quoteCoin: string;
  /** A newcomer takes a member's place only by being this many ranks better, so that the sweep does not flap around the last rank. */
  readonly rankMargin: number;

  /** `large_order_multiplier` (S2.5): size against the ten largest of the side, by `top10_mode` (C2.9). */
  readonly largeOrderMultiplier: number;
  readonly top10Mode: Top10Mode;
  /** `orderbook_depth` (S2.6): levels of a side that are looked at. */
  readonly orderbookDepth: number;
  /** `survival_threshold` (S2.10): largest share of the first seen quantity that a living level may have lost (C2.8). */
  readonly survivalThreshold: number;
  /** `hot_pool_lifetime_seconds` (S2.11): hot once older than this. */
  readonly hotPoolLifetimeSeconds: number;
  /** `min_scan_interval` (S2.14): how often a hot level is weighed anew. */
  readonly minScanIntervalMs: number;
  /** `workers_count` (S2.4), the observers' (S2.8) and `max_workers` (S2.14): caps of concurrency here (C2.18). */
  readonly primaryWorkers: number;
  readonly maxObserverWorkers: number;
  readonly maxHotWorkers: number;
  /** Observed symbols, and hot levels, that call for one more worker. 25 levels weighed every 500 ms are 50 weighings a second. */
  readonly symbolsPerObserver: number;
  readonly levelsPerHotWorker: number;

  /** Symbols with a whole book at once, largest levels first: at 50 of 6,000 weight units a snapshot, 100 fill under one minute. */
  readonly maxBooks: number;
  /** A book stays this long after its symbol has become general: levels come and go, subscriptions cost messages. */
  readonly bookLingerMs: number;
  /** Least time between two changes of the subscriptions: a connection may send 5 messages a second. */
  readonly subscriptionIntervalMs: number;
  /** A snapshot that has not come after this long is asked for again. */
  readonly snapshotTimeoutMs: number;
  /** A level out of sight for this long is given up as gone with an unknown fate. */
  readonly maxUnseenMs: number;
  /** Dead levels are remembered this long, so that one that comes back counts as another one of the same price (S2.13). */
  readonly rememberDeadMs: number;

  /** Trade and change of a level belong together within this time; one second is ten updates of a book. */
  readonly reconcileMs: number;
  /** A pulled level moved when one of a similar size came up on its side this close in time, in price, and in size. */
  readonly moveWindowMs: number;
  readonly moveDistanceShare: number;
  readonly moveSizeShare: number;
  /** The price has come to a level within this distance, and gone again at `approachLeaveFactor` times it. */
  readonly approachBp: number;
  readonly approachLeaveFactor: number;
  /** A spoof score needs this many approaches. */
  readonly minApproaches: number;
  /** A hot level is tested when the price is this close, and has held when it turned by `reverseBp` within `holdMs`. */
  readonly touchBp: number;
  readonly reverseBp: number;
  readonly holdMs: number;
  /** A success rate needs this many tested levels (C2.14). */
  readonly minOutcomes: number;

  /** One-minute returns that a volatility needs, of at most the last 60. */
  readonly minVolatilityReturns: number;
  /** A size of this many times the baseline counts in full; the threshold itself counts 0, on a log scale between. */
  readonly fullSizeMultiple: number;
  /** At this distance from the price nearness counts 0. */
  readonly farDistanceShare: number;
  /** At this volatility of an hour calmness counts 0. */
  readonly stormVolatility: number;
  /** Share of each algorithm in `recommended`; they add up to 1. */
  readonly blend: Readonly<Record<WeightAlgorithm, number>>;
  /** A change is told when a weight moved by this, or the value by this share; the stream's triggers are ten times as coarse. */
  readonly tellWeightChange: number;
  readonly tellValueShare: number;
  /** A hot level is told at least this often, so that nobody holds an old one. */
  readonly refreshMs: number;

  /** Per symbol and side, from one opportunity to the next. */
  readonly coolDownMs: number;
  /** Least value of a level for an opportunity, in quote currency: a diamond among crumbs moves nothing. */
  readonly opportunityMinNotionalUsdt: number;
  /** How long after its end a one-minute bar waits for late trades. */
  readonly barGraceMs: number;
  /** A trade stamped further ahead of the venue's clock than this is ignored. */
  readonly maxFutureMs: number;
  readonly tracker: AftermathTrackerSettings;
}

/** Stable assets, in dollars or euros: what is quoted in them does not move, so a wall there says nothing. */
const STABLE_BASES = [
  'USDT', 'BUSD', 'USDC', 'FDUSD', 'TUSD', 'USDP', 'PAX', 'DAI', 'SUSD', 'UST', 'USTC', 'USDD', 'USDE', 'USDS', 'PYUSD', 'RLUSD', 'USD1', 'XUSD',
  'BFUSD', 'EURI', 'AEUR',
] as const;

/** The source's three algorithms count twice as much as ours. */
const BLEND = { conservative: 2 / 9, aggressive: 2 / 9, hybrid: 2 / 9, time_focused: 1 / 9, size_focused: 1 / 9, context_adjusted: 1 / 9 } as const;

export const DEFAULT_WHALES: WhaleSettings = {
  topCoinsLimit: 250,
  excludedBases: STABLE_BASES,
  quoteCoin: 'USDT',
  rankMargin: 25,
  largeOrderMultiplier: 3.5,
  top10Mode: 'exclude_self',
  orderbookDepth: 20,
  survivalThreshold: 0.7,
  hotPoolLifetimeSeconds: 60,
  minScanIntervalMs: 500,
  primaryWorkers: 5,
  maxObserverWorkers: 3,
  maxHotWorkers: 8,
  symbolsPerObserver: 50,
  levelsPerHotWorker: 25,
  maxBooks: 100,
  bookLingerMs: 30_000,
  subscriptionIntervalMs: 1_000,
  snapshotTimeoutMs: 10_000,
  maxUnseenMs: 600_000,
  rememberDeadMs: 3_600_000,
  reconcileMs: 1_000,
  moveWindowMs: 2_000,
  moveDistanceShare: 0.005,
  moveSizeShare: 0.25,
  approachBp: 10,
  approachLeaveFactor: 1.5,
  minApproaches: 5,
  touchBp: 5,
  reverseBp: 20,
  holdMs: 900_000,
  minOutcomes: 20,
  minVolatilityReturns: 10,
  fullSizeMultiple: 35,
  farDistanceShare: 0.01,
  stormVolatility: 0.05,
  blend: BLEND,
  tellWeightChange: 0.005,
  tellValueShare: 0.005,
  refreshMs: 10_000,
  coolDownMs: 300_000,
  opportunityMinNotionalUsdt: 10_000,
  barGraceMs: 300,
  maxFutureMs: 5_000,
  tracker: DEFAULT_AFTERMATH_TRACKER,
};
