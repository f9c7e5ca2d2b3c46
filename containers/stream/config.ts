import type { MarketClock } from '../../adapters/clock';
import { clockFromEnv } from '../../adapters/clock-from-env';
import { choiceEnv, EnvError, type Environment, numberEnv, optionalEnv, requireEnv } from '../../adapters/env';
import { assertUrl } from '../../adapters/exchanges/assert-url';
import { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from '../../adapters/logging';
import { DEFAULT_GATE, type GateLimits } from './connection-gate';
import { STREAM_LIMIT_RANGES, StreamEnv, StreamLimitEnv } from './env';
import type { HostPolicy } from './upgrade-request';

export interface StreamConfig {
  readonly host: string;
  readonly port: number;
  readonly feedUrl: string;
  readonly feedToken: string;
  /** Absent: nobody has a token. */
  readonly tokensTable: string | undefined;
  /** Absent: there is no activity log to be served. */
  readonly activityTable: string | undefined;
  readonly hostPolicy: HostPolicy;
  readonly trustedProxyHops: number;
  readonly gate: GateLimits;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  readonly clock: MarketClock;
}

const DEFAULT_PORT = 8_080;
const LOOPBACK = '127.0.0.1';
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

const listEnv = (name: string, env: Environment): string[] =>
  (optionalEnv(name, env) ?? '').split(',').map((one) => one.trim()).filter((one) => one !== '');

/** Only a whole origin as browsers send it can ever match; anything else would silently lock a page out. */
const originsEnv = (env: Environment): ReadonlySet<string> => {
  const origins = listEnv(StreamEnv.allowedOrigins, env);
  for (const origin of origins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new EnvError(`environment variable ${StreamEnv.allowedOrigins} holds "${origin}": expected origins such as https://example.com, separated by commas`);
    }
  }
  return new Set(origins);
};

/** A name that a hostile page made point to this machine is refused where only the machine itself is served. */
const hostsEnv = (host: string, env: Environment): ReadonlySet<string> | undefined => {
  const named = listEnv(StreamEnv.allowedHosts, env).map((name) => name.toLowerCase());
  if (named.length > 0) return new Set(named);
  return ['127.0.0.1', '::1', 'localhost'].includes(host) ? new Set(LOOPBACK_NAMES) : undefined;
};

const feedUrlEnv = (env: Environment): string => {
  const url = requireEnv(StreamEnv.feedUrl, 'the address of the whale scanner\'s feed, e.g. ws://127.0.0.1:8090', env);
  try {
    assertUrl(`environment variable ${StreamEnv.feedUrl}`, url, ['ws:', 'wss:']);
  } catch (error) {
    throw new EnvError(error instanceof Error ? error.message : String(error));
  }
  return url;
};

const gateEnv = (env: Environment): GateLimits => {
  const read = (name: keyof GateLimits): number => numberEnv(StreamLimitEnv[name], DEFAULT_GATE[name], STREAM_LIMIT_RANGES[name], env);
  return {
    maxClients: read('maxClients'), maxClientsPerAddress: read('maxClientsPerAddress'), maxClientsPerToken: read('maxClientsPerToken'),
    acceptsPerSecond: read('acceptsPerSecond'),
  };
};

/** Reads the stream's whole environment once; an unusable variable is an EnvError that names it. */
export const readConfig = (env: Environment): StreamConfig => {
  const host = optionalEnv(StreamEnv.host, env) ?? LOOPBACK;
  return {
    host,
    port: numberEnv(StreamEnv.port, DEFAULT_PORT, { min: 0, max: 65_535, integer: true }, env),
    feedUrl: feedUrlEnv(env),
    feedToken: requireEnv(StreamEnv.feedToken, 'the token of the whale scanner\'s feed', env),
    tokensTable: optionalEnv(StreamEnv.tokensTable, env),
    activityTable: optionalEnv(StreamEnv.activityTable, env),
    hostPolicy: { allowedOrigins: originsEnv(env), allowedHosts: hostsEnv(host, env) },
    trustedProxyHops: numberEnv(StreamEnv.trustedProxyHops, 0, { min: 0, max: 10, integer: true }, env),
    gate: gateEnv(env),
    logLevel: choiceEnv(StreamEnv.logLevel, LOG_LEVELS, 'info', env),
    logFormat: choiceEnv(StreamEnv.logFormat, LOG_FORMATS, 'human', env),
    clock: clockFromEnv(env),
  };
};
