import type { SenderStats } from '../../../adapters/aws/queue-sender';
import { makeMetrics } from '../../../containers/scanner/metrics';
import type { ScannerCounts } from '../../../containers/scanner/scanner';
import { coverageFigure } from '../../../core/market/coverage-report';

const covered = (subscribedMs: number, blindMs: number): ScannerCounts['coverage'] => {
  const figure = coverageFigure(subscribedMs, blindMs);
  return { total: figure, byStream: { ticker: figure, 'book-top': figure, trade: figure }, blindMsByCause: {} };
};
const COUNTS: ScannerCounts = {
  tickers: 1_523, trades: 9_000, opportunities: 5, suppressed: 2, activeSymbols: 50, allSymbols: 287, lateTrades: 0, duplicateTrades: 0, futureTrades: 0,
  coverage: covered(0, 0),
};
const IDLE: SenderStats = {
  waiting: 0, inFlight: 0, oldestAgeMs: 0, sent: 0, retried: 0, droppedFull: 0, droppedExpired: 0, droppedTooLarge: 0, droppedRefused: 0,
};
const NO_QUEUES = { opportunities: undefined, aftermaths: undefined };

const bench = () => {
  const lines: Record<string, unknown>[] = [];
  const metrics = makeMetrics((line) => { lines.push(JSON.parse(line) as Record<string, unknown>); });
  return { lines, metrics };
};

describe('the scanner\'s metrics', () => {
  test('S1.39: each emission counts what came since the one before', () => {
    const { lines, metrics } = bench();
    metrics.note({ event: 'connected', url: 'ws://venue' });
    metrics.emit(COUNTS, NO_QUEUES);
    metrics.emit({ ...COUNTS, tickers: 1_600, trades: 9_100, opportunities: 6 }, NO_QUEUES);
    expect(lines).toMatchObject([
      { Service: 'scanner', TickersReceived: 1_523, TradesReceived: 9_000, OpportunitiesPublished: 5, ActiveSymbols: 50, WebSocketConnects: 1 },
      { TickersReceived: 77, TradesReceived: 100, OpportunitiesPublished: 1, WebSocketConnects: 0 },
    ]);
  });

  test('S1.39: published is what the queue took, not what was found; the rest is the spool\'s depth and age', () => {
    const { lines, metrics } = bench();
    metrics.emit(COUNTS, { opportunities: { ...IDLE, sent: 2, waiting: 3, oldestAgeMs: 900 }, aftermaths: IDLE });
    expect(lines).toMatchObject([{ OpportunitiesPublished: 2, SpoolDepth: 3, SpoolAgeMs: 900 }]);
  });

  test('D1: what either sender gave up is counted once, apart', () => {
    const { lines, metrics } = bench();
    const senders = { opportunities: { ...IDLE, droppedFull: 1, droppedRefused: 1 }, aftermaths: { ...IDLE, droppedExpired: 4 } };
    metrics.emit(COUNTS, senders);
    metrics.emit(COUNTS, senders);
    expect(lines).toMatchObject([{ OpportunitiesDropped: 2, AftermathsDropped: 4 }, { OpportunitiesDropped: 0, AftermathsDropped: 0 }]);
  });

  test('D-11: coverage is that of the time since the emission before; without any there is none', () => {
    const { lines, metrics } = bench();
    for (const [subscribedMs, blindMs] of [[0, 0], [1_000, 10], [2_000, 10], [3_000, 2_000], [3_000, 2_000]] as const) {
      metrics.emit({ ...COUNTS, coverage: covered(subscribedMs, blindMs) }, NO_QUEUES);
    }
    expect(lines.map(({ CoveragePct }) => CoveragePct)).toEqual([undefined, 99, 100, 0, undefined]);
  });
});
