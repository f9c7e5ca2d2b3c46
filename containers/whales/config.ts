import type { MarketClock } from '../../adapters/clock';
import { clockFromEnv, clockSpeed } from '../../adapters/clock-from-env';
import { settingsHash } from '../../adapters/config-hash';
import { choiceEnv, type Environment, numberEnv, optionalEnv, urlEnv } from '../../adapters/env';
import { LOG_FORMATS, type LogFormat, type LogLevel, logLevelEnv } from '../../adapters/logging';
import type { Market } from '../../core/contracts/common';
import { DEFAULT_WHALES, type WhaleSettings } from '../../core/whales/settings';
import type { WhaleSource } from '../../core/whales/whale-order-of';
import { DEFAULT_FEED_PORT, Top10Env, TOP10_MODES, VENUE_ADDRESSES, VENUE_MARKETS, WHALE_RANGES, WhaleEnv, WhaleRuleEnv } from './env';

export type VenueMarket = (typeof VENUE_MARKETS)[number];

export interface WhaleConfig {
  readonly binanceWsUrl: string;
  readonly binanceRestUrl: string;
  readonly venueMarket: VenueMarket;
  /** Absent: findings go to the console only (C1.18). */
  readonly queueUrl: string | undefined;
  readonly performanceQueueUrl: string | undefined;
  readonly activityTable: string | undefined;
  /** Where the pools outlive a stop; the table wins. Neither: they do not. */
  readonly whalesTable: string | undefined;
  readonly stateDir: string | undefined;
  readonly feedHost: string;
  readonly feedPort: number;
  /** Absent: nobody may take the feed, and only `/health` is served. */
  readonly feedToken: string | undefined;
  readonly primaryScanOnly: boolean;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  readonly market: Market;
  readonly clock: MarketClock;
  /** Market seconds per real second: 1 but for a simulated market that runs faster. */
  readonly speed: number;
  readonly whales: WhaleSettings;
  readonly source: WhaleSource;
}

const readRules = (env: Environment): WhaleSettings => {
  const read = (name: keyof typeof WhaleRuleEnv): number => numberEnv(WhaleRuleEnv[name], DEFAULT_WHALES[name], WHALE_RANGES[name], env);
  return {
    ...DEFAULT_WHALES, topCoinsLimit: read('topCoinsLimit'), largeOrderMultiplier: read('largeOrderMultiplier'), orderbookDepth: read('orderbookDepth'),
    survivalThreshold: read('survivalThreshold'), hotPoolLifetimeSeconds: read('hotPoolLifetimeSeconds'),
    top10Mode: choiceEnv(Top10Env.mode, TOP10_MODES, DEFAULT_WHALES.top10Mode, env),
  };
};

/**
 * Deliveries, messages to the venue and our own work take real time: on a clock that runs `speed` times as fast each takes that much more
 * market time. So does the venue's rhythm of books, by which a change and its trade belong together.
 */
export const atSpeed = (rules: WhaleSettings, speed: number): WhaleSettings => ({
  ...rules, barGraceMs: rules.barGraceMs * speed, maxFutureMs: rules.maxFutureMs * speed, snapshotTimeoutMs: rules.snapshotTimeoutMs * speed,
  subscriptionIntervalMs: rules.subscriptionIntervalMs * speed, minScanIntervalMs: rules.minScanIntervalMs * speed, refreshMs: rules.refreshMs * speed,
  reconcileMs: rules.reconcileMs * speed, moveWindowMs: rules.moveWindowMs * speed,
  tracker: { ...rules.tracker, graceMs: rules.tracker.graceMs * speed, maxFutureMs: rules.tracker.maxFutureMs * speed },
});

/** Reads the whale scanner's whole environment once; an unusable variable is an EnvError that names it. */
export const readWhaleConfig = (env: Environment): WhaleConfig => {
  const venueMarket = choiceEnv(WhaleEnv.venueMarket, VENUE_MARKETS, 'spot', env);
  const speed = clockSpeed(env);
  const whales = atSpeed(readRules(env), speed);
  const market = choiceEnv(WhaleEnv.market, ['live', 'simulated'], 'live', env);
  const origin = { venue: venueMarket === 'spot' ? 'binance' : 'binance-usdm', market } as const;
  return {
    binanceWsUrl: urlEnv(WhaleEnv.binanceWsUrl, VENUE_ADDRESSES[venueMarket].ws, ['wss:', 'ws:'], env),
    binanceRestUrl: urlEnv(WhaleEnv.binanceRestUrl, VENUE_ADDRESSES[venueMarket].rest, ['https:', 'http:'], env),
    venueMarket,
    queueUrl: optionalEnv(WhaleEnv.queueUrl, env),
    activityTable: optionalEnv(WhaleEnv.activityTable, env),
    performanceQueueUrl: optionalEnv(WhaleEnv.performanceQueueUrl, env),
    whalesTable: optionalEnv(WhaleEnv.whalesTable, env),
    stateDir: optionalEnv(WhaleEnv.stateDir, env),
    feedHost: optionalEnv(WhaleEnv.feedHost, env) ?? '127.0.0.1',
    feedPort: numberEnv(WhaleEnv.feedPort, DEFAULT_FEED_PORT, { min: 0, max: 65_535, integer: true }, env),
    feedToken: optionalEnv(WhaleEnv.feedToken, env),
    primaryScanOnly: choiceEnv(WhaleEnv.primaryScanOnly, ['true', 'false'], 'false', env) === 'true',
    logLevel: logLevelEnv(WhaleEnv.logLevel, env),
    logFormat: choiceEnv(WhaleEnv.logFormat, LOG_FORMATS, 'human', env),
    market,
    clock: clockFromEnv(env),
    speed,
    whales,
    source: { ...origin, configHash: settingsHash({ whales, ...origin }), codeVersion: optionalEnv(WhaleEnv.codeVersion, env) ?? null },
  };
};
