import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeDocumentClient } from '../../adapters/aws/clients';
import { makeOptionalSender } from '../../adapters/aws/optional-sender';
import { makeTableTextStore } from '../../adapters/aws/table-text-store';
import { makeCheckedFile } from '../../adapters/checked-file';
import { makeBinanceFeed } from '../../adapters/exchanges/binance/feed';
import type { FeedNote } from '../../adapters/exchanges/venue-feed';
import { createLogger } from '../../adapters/logging';
import type { TextStore } from '../../adapters/text-store';
import { makeWhaleFeedServer } from '../../adapters/whale-feed/server';
import type { DepthInput } from '../../core/market/depth-events';
import { DepthFrame } from '../../core/market/depth-frame';
import { SymbolTable } from '../../core/market/symbol-table';
import { startHealthLog, stoppedHealth } from '../health-log';
import { runService } from '../run-service';
import { readWhaleConfig, type WhaleConfig } from './config';
import { Keeper } from './keeper';
import { makeWhaleMetrics } from './metrics';
import { Monitor, monitoringOf, writeMonitoring } from './monitor';
import { WhalePageHealth } from './page-health';
import { makeWhaleReport } from './report';
import { makeWhales } from './whales';

const CLOCK_TICK_MS = 100;
const METRICS_MS = 60_000;
const MONITORING_MS = 5_000;
/** A save costs a write unit per KB packed; what a killed process loses is a minute of statistics, not the age of a level. */
const SAVE_MS = 60_000;
/** Within the 10 s in which a stop must be over, with room for closing sockets. */
const FLUSH_MS = 6_000;
const POOLS_FILE = 'hot_pool_orders.json';
const POOLS_ITEM = 'hot-pool';

/** The table wins; with neither place the pools end with the process. */
const storeFor = ({ whalesTable, stateDir }: WhaleConfig): TextStore | undefined => {
  if (whalesTable !== undefined) return makeTableTextStore({ client: makeDocumentClient(), tableName: whalesTable }, POOLS_ITEM);
  return stateDir === undefined ? undefined : makeCheckedFile(join(stateDir, POOLS_FILE));
};

const run = async (config: WhaleConfig): Promise<void> => {
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  const logger = createLogger({ service: 'whales', level: config.logLevel, format: config.logFormat, write });
  const { clock, stateDir } = config;
  if (stateDir !== undefined) mkdirSync(stateDir, { recursive: true });
  const report = makeWhaleReport(logger, config.logFormat, config, write);
  const noteSender = (note: { event: string }): void => logger.warn(note.event, `queue: ${note.event}`, { ...note });
  const opportunities = makeOptionalSender(config.queueUrl, noteSender);
  const aftermaths = makeOptionalSender(config.performanceQueueUrl, noteSender);
  const metrics = makeWhaleMetrics(config.logFormat === 'json' ? write : () => undefined);
  const monitor = new Monitor(() => performance.now());

  const symbols = new SymbolTable();
  const whales = makeWhales(config.whales, config.source, symbols, config, {
    emitOpportunity: (opportunity) => {
      opportunities?.send(JSON.stringify(opportunity));
      report.hit(opportunity);
    },
    emitAftermath: (aftermath) => void aftermaths?.send(JSON.stringify(aftermath)),
    publish: (change) => { feedServer?.publish([change]); },
    subscribe: (wanted) => { feed.subscribe(wanted); },
    fetchSnapshot: (symbol) => { feed.fetchSnapshot(symbol); },
    onPool: (finding) => { report.pool(finding); },
    nowMs: () => clock.nowMs(),
  });
  const accept = (input: DepthInput): void => {
    if (input instanceof DepthFrame) monitor.frame(input.hasExchangeTime ? (input.receivedTimeMs - input.exchangeTimeMs) / config.speed : undefined);
    whales.accept(input);
  };
  const feed = makeBinanceFeed({
    market: config.venueMarket, wsUrl: config.binanceWsUrl, restUrl: config.binanceRestUrl, clock, symbols, onEvent: accept,
    observer: { note: (note: FeedNote) => { monitor.note(note); metrics.note(note); report.note(note); } },
  });

  const { feedToken, feedHost, feedPort, market, source } = config;
  const feedServer = makeWhaleFeedServer({
    // Where none is set nobody can know it: only `/health` is served.
    host: feedHost, port: feedPort, token: feedToken ?? randomBytes(32).toString('hex'), market, snapshot: () => whales.hotOrders(), health: () => monitoring(),
    onProblem: (cause) => { logger.warn('feed-server', `internal feed: ${cause}`); },
  });
  const port = await feedServer.start();
  const monitoring = () => {
    const status = whales.status();
    return monitoringOf(status, monitor.metrics(status), {
      venue: source.venue, market, health_url: `http://127.0.0.1:${port}/health`, feed_clients: feedServer.subscribers, time: new Date(clock.nowMs()).toISOString(),
    });
  };

  const keeper = new Keeper(storeFor(config), logger);
  await keeper.restore(whales);

  const health = new WhalePageHealth(performance.now());
  const healthLog = startHealthLog({
    tableName: config.activityTable, logger, look: () => {
      const status = whales.status();
      return health.look(status, monitor.metrics(status), { depthFrames: monitor.depthFrames, feedClients: feedServer.subscribers }, performance.now());
    },
  });

  const emitMetrics = (): void => {
    monitor.measureCpu();
    metrics.emit(whales.status(), { depthFrames: monitor.depthFrames, feedClients: feedServer.subscribers, opportunities: opportunities?.stats() });
  };
  const acceptTick = (): void => {
    const nowMs = clock.nowMs();
    accept({ kind: 'clock', exchangeTimeMs: nowMs, receivedTimeMs: nowMs });
  };
  const timers = [
    // After the sockets have been read: a tick that overtakes frames already here would judge without them.
    setInterval(() => { setImmediate(acceptTick); }, CLOCK_TICK_MS),
    setInterval(emitMetrics, METRICS_MS),
    setInterval(() => { void keeper.save(whales); }, SAVE_MS),
    ...(stateDir === undefined ? [] : [setInterval(() => { writeMonitoring(stateDir, monitoring()); }, MONITORING_MS)]),
  ];
  if (stateDir !== undefined) writeMonitoring(stateDir, monitoring());

  const stop = async (): Promise<void> => {
    timers.forEach((timer) => { clearInterval(timer); });
    await feed.stop();
    // Before what is followed is given up: a start must find the pools as the last input left them.
    const isSaved = await keeper.save(whales);
    whales.stop();
    const told = healthLog.stop(stoppedHealth('whales'));
    const unsent = await Promise.all([opportunities?.flush(FLUSH_MS) ?? 0, aftermaths?.flush(FLUSH_MS) ?? 0]);
    await Promise.all([feedServer.stop(), told]);
    emitMetrics();
    report.final(whales.status());
    const isWhole = isSaved && unsent.every((count) => count === 0);
    if (!isWhole) logger.error('unsent-messages', 'stopped with messages unsent or the pools not saved', { unsent, saved: isSaved });
    process.exit(isWhole ? 0 : 1);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
  await feed.start();
};

runService('whales', readWhaleConfig, run);
