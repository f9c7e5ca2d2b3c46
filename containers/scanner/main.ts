import { makeSqsClient } from '../../adapters/aws/clients';
import { makeQueueSender, type QueueSender } from '../../adapters/aws/queue-sender';
import { EnvError } from '../../adapters/env';
import { makeBybitFeed } from '../../adapters/exchanges/bybit/feed';
import type { FeedNote } from '../../adapters/exchanges/venue-feed';
import { createLogger } from '../../adapters/logging';
import { SymbolTable } from '../../core/market/symbol-table';
import { readConfig, type ScannerConfig } from './config';
import { makeMetrics } from './metrics';
import { makeReport } from './report';
import { makeScanner } from './scanner';

const CLOCK_TICK_MS = 100;
const METRICS_MS = 60_000;
/** Within the 10 s in which a stop must be over, with room for closing sockets. */
const FLUSH_MS = 8_000;

/** A sender where the environment names a queue; none: the console is the only sink (C1.18). */
const senderFor = (queueUrl: string | undefined, onNote: (note: { event: string }) => void): QueueSender | undefined =>
  queueUrl === undefined ? undefined : makeQueueSender({ client: makeSqsClient(), queueUrl, onNote });

const run = async (config: ScannerConfig): Promise<void> => {
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  const logger = createLogger({ service: 'scanner', level: config.logLevel, format: config.logFormat, write });
  const { clock } = config;
  const report = makeReport(logger, config.logFormat, write);
  const noteSender = (note: { event: string }): void => logger.warn(note.event, `queue: ${note.event}`, { ...note });
  const opportunities = senderFor(config.queueUrl, noteSender);
  const aftermaths = senderFor(config.performanceQueueUrl, noteSender);
  const metrics = makeMetrics(config.logFormat === 'json' ? write : () => undefined);

  const symbols = new SymbolTable();
  const feed = makeBybitFeed({
    wsUrl: config.bybitWsUrl,
    restUrl: config.bybitRestUrl,
    clock,
    symbols,
    limits: { socket: config.socket },
    onEvent: (event) => scanner.accept(event),
    observer: { note: (note: FeedNote) => { metrics.note(note); report.note(note); } },
  });
  const scanner = makeScanner(config, { venue: 'bybit', market: config.market }, symbols, {
    emitOpportunity: (opportunity) => {
      opportunities?.send(JSON.stringify(opportunity));
      report.hit(opportunity);
    },
    emitAftermath: (aftermath) => void aftermaths?.send(JSON.stringify(aftermath)),
    watch: (symbols) => feed.watch(symbols),
    onWatchList: (change) => report.watchList(change),
    nowMs: () => clock.nowMs(),
  });

  const emitMetrics = (): void => metrics.emit(scanner.counts(), { opportunities: opportunities?.stats(), aftermaths: aftermaths?.stats() });
  const acceptTick = (): void => scanner.accept({ kind: 'clock', exchangeTimeMs: clock.nowMs(), receivedTimeMs: clock.nowMs() });
  // After the sockets have been read: a tick that overtakes frames already here would close their bars without them.
  const tick = setInterval(() => { setImmediate(acceptTick); }, CLOCK_TICK_MS);
  const meter = setInterval(emitMetrics, METRICS_MS);

  const stop = async (): Promise<void> => {
    clearInterval(tick);
    clearInterval(meter);
    await feed.stop();
    scanner.stop();
    const unsent = await Promise.all([opportunities?.flush(FLUSH_MS) ?? 0, aftermaths?.flush(FLUSH_MS) ?? 0]);
    emitMetrics();
    report.final(scanner.counts());
    if (unsent.some((count) => count > 0)) logger.error('unsent-messages', 'stopped with messages unsent', { unsent });
    process.exit(unsent.some((count) => count > 0) ? 1 : 0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
  await feed.start();
};

/** One sentence for the operator and a code for the supervisor: 2 for settings that cannot work, 1 for a venue out of reach. */
const fail = (error: unknown): void => {
  process.stderr.write(`scanner: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof EnvError ? 2 : 1);
};

try {
  run(readConfig(process.env)).catch(fail);
} catch (error) {
  fail(error);
}
