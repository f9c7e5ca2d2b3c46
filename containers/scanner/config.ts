import type { MarketClock } from '../../adapters/clock';
import { clockFromEnv, clockSpeed } from '../../adapters/clock-from-env';
import { configHash } from '../../adapters/config-hash';
import { choiceEnv, EnvError, type Environment, numberEnv, optionalEnv, urlEnv } from '../../adapters/env';
import { TRANSPORTS, type Transport } from '../../adapters/exchanges/feed-socket';
import { LOG_FORMATS, type LogFormat, type LogLevel, logLevelEnv } from '../../adapters/logging';
import type { RecordingSettings } from '../../adapters/recording/start-recording';
import type { Market } from '../../core/contracts/common';
import { DEFAULT_FINDER, type FinderSettings, finderAtSpeed } from '../../core/finder/settings';
import { type AftermathTrackerSettings, DEFAULT_AFTERMATH_TRACKER } from '../../core/outcomes/aftermath-tracker';
import { RADAR_PRESETS, type RadarPreset, type RadarSettings } from '../../core/radar/settings';
import type { RadarSource } from '../../core/radar/source';
import type { SessionSettings } from '../../core/session/market-session';
import { RADAR_RANGES, RadarEnv, RecordingEnv, RECORDINGS_PREFIX, ScannerEnv, TransportEnv, VOLATILITY_MEASURES, VolatilityEnv } from './env';

/** The part of a socket's limits that is chosen per machine. */
export interface SocketChoice {
  readonly transport: Transport;
  readonly readEveryMs: number;
}

export interface ScannerConfig {
  readonly bybitWsUrl: string;
  readonly bybitRestUrl: string;
  readonly socket: SocketChoice;
  /** Absent: findings go to the console only (S1.25, C1.18). */
  readonly queueUrl: string | undefined;
  readonly performanceQueueUrl: string | undefined;
  readonly activityTable: string | undefined;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  readonly preset: RadarPreset;
  readonly market: Market;
  readonly clock: MarketClock;
  /** Market seconds per real second: 1 but for a simulated market that runs faster. */
  readonly speed: number;
  /** Absent: nothing is recorded. */
  readonly recording: RecordingSettings | undefined;
  readonly radar: RadarSettings;
  readonly tracker: AftermathTrackerSettings;
  /** What the finder behind the queue decides with. No variable sets it: the scanner only states it, so that a recording is whole. */
  readonly finder: FinderSettings;
  /** Where the events come from, with the evidence that every finding carries (D-1). */
  readonly source: RadarSource;
}

const PRESETS = Object.keys(RADAR_PRESETS) as RadarPreset[];
const PUBLIC_LINEAR = 'wss://stream.bybit.com/v5/public/linear';
const REST = 'https://api.bybit.com';

/** The preset's settings with the overrides that the environment names. */
const readRadar = (preset: RadarPreset, env: Environment): RadarSettings => {
  const base = RADAR_PRESETS[preset];
  const read = (name: keyof typeof RadarEnv, fallback: number): number => numberEnv(RadarEnv[name], fallback, RADAR_RANGES[name], env);
  return {
    ...base,
    activeSymbolsLimit: read('activeSymbolsLimit', base.activeSymbolsLimit),
    rankIntervalMs: 1_000 * read('tickerUpdateIntervalSeconds', base.rankIntervalMs / 1_000),
    minTurnover24hUsdt: read('minVolume24hUsdt', base.minTurnover24hUsdt),
    volatilityMeasure: choiceEnv(VolatilityEnv.measure, VOLATILITY_MEASURES, base.volatilityMeasure, env),
    minVolatilityPct: read('minVolatilityPct', base.minVolatilityPct),
    bandWindow: read('bandWindow', base.bandWindow),
    bandDeviations: read('bandDeviations', base.bandDeviations),
    widthLookbackBars: read('widthLookbackBars', base.widthLookbackBars),
    squeezeThreshold: read('squeezeThreshold', base.squeezeThreshold),
    imbalanceThreshold: read('imbalanceThreshold', base.imbalanceThreshold),
    volumeSpikeMultiple: read('volumeSpikeMultiple', base.volumeSpikeMultiple),
  };
};

/** An override of a window or a limit moves what the preset sets in proportion to it: 15 traded bars of 20, leaving at rank 60 of 50. */
const inProportion = (radar: RadarSettings, base: RadarSettings): RadarSettings => {
  const ofWindow = (bars: number): number => Math.ceil((bars * radar.bandWindow) / base.bandWindow);
  const ofLimit = (rank: number): number => Math.ceil((rank * radar.activeSymbolsLimit) / base.activeSymbolsLimit);
  return { ...radar, minTradedBars: ofWindow(base.minTradedBars), leaveRank: ofLimit(base.leaveRank), displaceRank: ofLimit(base.displaceRank) };
};

/**
 * A delivery takes real time: on a clock that runs `speed` times as fast it takes that much more market time, and so must every wait
 * for what is on its way.
 */
const atSpeed = (radar: RadarSettings, speed: number): RadarSettings =>
  ({ ...radar, barGraceMs: radar.barGraceMs * speed, maxFutureMs: radar.maxFutureMs * speed });

const trackerAt = ({ graceMs, maxFutureMs, maxFollowed }: AftermathTrackerSettings, speed: number): AftermathTrackerSettings =>
  ({ graceMs: graceMs * speed, maxFutureMs: maxFutureMs * speed, maxFollowed });

const sourceOf = (settings: SessionSettings, finder: FinderSettings, market: Market, env: Environment): RadarSource => {
  const source = { venue: 'bybit', market } as const;
  return { ...source, configHash: configHash({ settings, finder, source }), codeVersion: optionalEnv(ScannerEnv.codeVersion, env) ?? null };
};

const recordingOf = (env: Environment): RecordingSettings | undefined => {
  const directory = optionalEnv(RecordingEnv.directory, env);
  const bucket = optionalEnv(RecordingEnv.bucket, env);
  if (directory !== undefined) return { directory, upload: bucket === undefined ? undefined : { bucket, prefix: RECORDINGS_PREFIX } };
  if (bucket === undefined) return undefined;
  throw new EnvError(`environment variable ${RecordingEnv.bucket} is "${bucket}" while ${RecordingEnv.directory} is not set: expected a folder for what is on its way there`);
};

/** Reads the scanner's whole environment once; an unusable variable is an EnvError that names it. */
export const readConfig = (env: Environment): ScannerConfig => {
  const preset = choiceEnv(ScannerEnv.preset, PRESETS, 'default', env);
  const speed = clockSpeed(env);
  const radar = atSpeed(inProportion(readRadar(preset, env), RADAR_PRESETS[preset]), speed);
  const tracker = trackerAt(DEFAULT_AFTERMATH_TRACKER, speed);
  const finder = finderAtSpeed(DEFAULT_FINDER, speed);
  const market = choiceEnv(ScannerEnv.market, ['live', 'simulated'], 'live', env);
  return {
    bybitWsUrl: urlEnv(ScannerEnv.bybitWsUrl, PUBLIC_LINEAR, ['wss:', 'ws:'], env),
    bybitRestUrl: urlEnv(ScannerEnv.bybitRestUrl, REST, ['https:', 'http:'], env),
    socket: {
      transport: choiceEnv(TransportEnv.transport, TRANSPORTS, 'ws', env),
      readEveryMs: numberEnv(TransportEnv.readEveryMs, 0, { min: 0, max: 100, integer: true }, env),
    },
    queueUrl: optionalEnv(ScannerEnv.queueUrl, env),
    activityTable: optionalEnv(ScannerEnv.activityTable, env),
    performanceQueueUrl: optionalEnv(ScannerEnv.performanceQueueUrl, env),
    logLevel: logLevelEnv(ScannerEnv.logLevel, env),
    logFormat: choiceEnv(ScannerEnv.logFormat, LOG_FORMATS, 'human', env),
    preset,
    market,
    clock: clockFromEnv(env),
    speed,
    recording: recordingOf(env),
    radar,
    tracker,
    finder,
    source: sourceOf({ radar, tracker }, finder, market, env),
  };
};
