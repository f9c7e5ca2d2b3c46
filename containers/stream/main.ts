import { makeActivityReader } from '../../adapters/aws/activity-reader';
import { makeDocumentClient } from '../../adapters/aws/clients';
import { makeTokenStore } from '../../adapters/aws/token-store';
import { monotonicMs } from '../../adapters/exchanges/timer-set';
import { createLogger } from '../../adapters/logging';
import type { StreamTime } from '../../core/stream/tier-channel';
import { runService } from '../run-service';
import { ActivityTail } from './activity-tail';
import { readConfig, type StreamConfig } from './config';
import { DEFAULT_FAULT_LOCK } from './fault-lock';
import { makeFeedLink } from './feed-link';
import { makeMetrics } from './metrics';
import { CLIENT_LIMITS } from './socket-client';
import { StreamHub } from './stream-hub';
import { StreamServer } from './stream-server';

const METRICS_MS = 60_000;

const run = async (config: StreamConfig): Promise<void> => {
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  const logger = createLogger({ service: 'stream', level: config.logLevel, format: config.logFormat, write });
  const startedMs = monotonicMs();
  const time = (): StreamTime => ({ elapsedMs: monotonicMs(), timeMs: config.clock.nowMs() });
  const hub = new StreamHub(time);
  const client = makeDocumentClient();
  const activity = config.activityTable === undefined ? undefined : new ActivityTail({
    reader: makeActivityReader({ client, tableName: config.activityTable }),
    onProblem: (error) => { logger.error('activity-unreachable', 'the activity log does not answer', { error }); },
  });
  const feed = makeFeedLink({ url: config.feedUrl, token: config.feedToken, hub, logger });
  const server = new StreamServer({
    host: config.host, port: config.port, hostPolicy: config.hostPolicy, trustedProxyHops: config.trustedProxyHops,
    gate: config.gate, client: CLIENT_LIMITS, faultLock: DEFAULT_FAULT_LOCK, hub, activity, logger, time,
    tokens: config.tokensTable === undefined ? undefined : makeTokenStore({ client, tableName: config.tokensTable }),
    health: () => ({ feed: feed.health(), uptime_seconds: Math.round((monotonicMs() - startedMs) / 1_000) }),
    epochMs: Date.now, random: Math.random,
  });
  const emit = makeMetrics({ hub, tally: server.tally, feedAgeMs: () => feed.health().age_ms, write: config.logFormat === 'json' ? write : () => undefined });
  const meter = setInterval(emit, METRICS_MS);

  const stop = async (): Promise<void> => {
    clearInterval(meter);
    await Promise.all([feed.stop(), server.stop()]);
    emit();
    logger.info('stopped', 'stream stopped', { ...hub.status() });
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());

  feed.start();
  const port = await server.start();
  logger.info('listening', `listening on ${config.host}:${port}`, { host: config.host, port });
};

runService('stream', readConfig, run);
