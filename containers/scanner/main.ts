import { makeOptionalSender } from '../../adapters/aws/optional-sender';
import { makeBybitFeed } from '../../adapters/exchanges/bybit/feed';
import type { EventSink, FeedNote } from '../../adapters/exchanges/venue-feed';
import { createLogger } from '../../adapters/logging';
import { type RecordingNote, type SessionRecording, startRecording } from '../../adapters/recording/start-recording';
import type { Opportunity } from '../../core/contracts/opportunity';
import { MarketFrame } from '../../core/market/market-frame';
import { SymbolTable } from '../../core/market/symbol-table';
import { startHealthLog, stoppedHealth } from '../health-log';
import { runService } from '../run-service';
import { readConfig, type ScannerConfig } from './config';
import { ScannerHealth } from './health';
import { makeMetrics } from './metrics';
import { makeReport } from './report';
import { makeScanner } from './scanner';

const CLOCK_TICK_MS = 100;
const METRICS_MS = 60_000;
/** Within the 10 s in which a stop must be over, with room for closing sockets. */
const FLUSH_MS = 8_000;
const UNKNOWN_VERSION = 'unknown';

/** Records where the environment names a folder: everything that decides stands in the header. */
const recordingFor = (config: ScannerConfig, stateOf: () => unknown, onNote: (note: RecordingNote) => void): SessionRecording | undefined => {
  const { recording, clock, speed, radar, tracker, finder, source: { venue, market, configHash, codeVersion } } = config;
  return recording && startRecording({
    settings: recording, stateOf, onNote,
    header: {
      startedTimeMs: clock.nowMs(), venue, market, speed, settings: { radar, tracker }, finder,
      configHash: configHash ?? UNKNOWN_VERSION, codeVersion: codeVersion ?? UNKNOWN_VERSION,
    },
  });
};

/** What is recorded is what the session found: when it went out is the machine's affair. */
const asFound = (opportunity: Opportunity): Opportunity => ({ ...opportunity, emitted_time_ms: null });

const run = async (config: ScannerConfig): Promise<void> => {
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  const logger = createLogger({ service: 'scanner', level: config.logLevel, format: config.logFormat, write });
  const { clock } = config;
  const report = makeReport(logger, config.logFormat, write);
  const noteSender = (note: { event: string }): void => logger.warn(note.event, `queue: ${note.event}`, { ...note });
  const opportunities = makeOptionalSender(config.queueUrl, noteSender);
  const aftermaths = makeOptionalSender(config.performanceQueueUrl, noteSender);
  const metrics = makeMetrics(config.logFormat === 'json' ? write : () => undefined);
  const recording = recordingFor(config, () => scanner.state(), (note) => report.note(note));

  const symbols = new SymbolTable();
  /** Recorded, then decided: the recording's order is the session's. The feed's frames have gone through its tap. */
  const accept: EventSink = (input) => {
    if (recording && !(input instanceof MarketFrame)) recording.writer.event(input);
    scanner.accept(input);
  };
  const feed = makeBybitFeed({
    wsUrl: config.bybitWsUrl,
    restUrl: config.bybitRestUrl,
    clock,
    symbols,
    limits: { socket: config.socket },
    onEvent: accept,
    tap: recording?.writer,
    observer: { note: (note: FeedNote) => { metrics.note(note); report.note(note); } },
  });
  const scanner = makeScanner(config, config.source, symbols, {
    emitOpportunity: (opportunity) => {
      opportunities?.send(JSON.stringify(opportunity));
      recording?.opportunities.add(asFound(opportunity));
      report.hit(opportunity);
    },
    emitAftermath: (aftermath) => void aftermaths?.send(JSON.stringify(aftermath)),
    watch: (symbols) => feed.watch(symbols),
    onWatchList: (change) => report.watchList(change),
    nowMs: () => clock.nowMs(),
    positionOf: () => recording?.writer.positionOf() ?? null,
  });

  const emitMetrics = (): void => metrics.emit(scanner.counts(), { opportunities: opportunities?.stats(), aftermaths: aftermaths?.stats() });
  const acceptTick = (): void => {
    const nowMs = clock.nowMs();
    accept({ kind: 'clock', exchangeTimeMs: nowMs, receivedTimeMs: nowMs });
  };
  // After the sockets have been read: a tick that overtakes frames already here would close their bars without them.
  const tick = setInterval(() => { setImmediate(acceptTick); }, CLOCK_TICK_MS);
  const health = new ScannerHealth(performance.now());
  const healthLog = startHealthLog({
    tableName: config.activityTable, logger, look: () => health.look(scanner.counts(), opportunities?.stats(), performance.now()),
  });
  const meter = setInterval(emitMetrics, METRICS_MS);

  const stop = async (): Promise<void> => {
    clearInterval(tick);
    clearInterval(meter);
    await feed.stop();
    // Before what is followed is given up: a replay must find the state that the last input left.
    const recorded = recording?.close(FLUSH_MS) ?? 0;
    scanner.stop();
    const told = healthLog.stop(stoppedHealth('scanner'));
    const unsent = await Promise.all([opportunities?.flush(FLUSH_MS) ?? 0, aftermaths?.flush(FLUSH_MS) ?? 0, recorded]);
    await told;
    emitMetrics();
    report.final(scanner.counts());
    if (unsent.some((count) => count > 0)) logger.error('unsent-messages', 'stopped with messages unsent or segments not uploaded', { unsent });
    process.exit(unsent.some((count) => count > 0) ? 1 : 0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
  await feed.start();
};

runService('scanner', readConfig, run);
