import type { SenderStats } from '../../adapters/aws/queue-sender';
import type { FeedNote } from '../../adapters/exchanges/venue-feed';
import { emitMetrics } from '../../adapters/metrics';
import type { CoverageFigure } from '../../core/market/coverage-report';
import type { ScannerCounts } from './scanner';

/** What waits or was given up on the way to the queues; none without a queue (C1.18). */
export interface SenderPair {
  readonly opportunities: SenderStats | undefined;
  readonly aftermaths: SenderStats | undefined;
}

/** Counts since the last emission (S1.39): CloudWatch adds them up per minute and per hour. */
export interface ScannerMetrics {
  note(note: FeedNote): void;
  emit(counts: ScannerCounts, senders: SenderPair): void;
}

/** Messages that were given up, for whatever reason. */
export const droppedBy = (sender: SenderStats | undefined): number =>
  (sender ? sender.droppedFull + sender.droppedExpired + sender.droppedTooLarge + sender.droppedRefused : 0);

/** Per cent of what was asked for between two figures that was seen. A gap reaches back to its last data, so the blind part may be more. */
const coveragePct = (before: CoverageFigure, now: CoverageFigure): number | undefined => {
  const subscribedMs = now.subscribedMs - before.subscribedMs;
  const blindMs = now.blindMs - before.blindMs;
  return subscribedMs > 0 ? 100 * Math.max(0, 1 - blindMs / subscribedMs) : undefined;
};

export const makeMetrics = (write: (line: string) => void): ScannerMetrics => {
  let connects = 0;
  let reconnects = 0;
  let before = { tickers: 0, trades: 0, published: 0, dropped: 0, aftermathsDropped: 0 };
  let coverageBefore: CoverageFigure = { subscribedMs: 0, blindMs: 0, fraction: undefined };

  const emit = (counts: ScannerCounts, { opportunities: sender, aftermaths }: SenderPair): void => {
    const now = {
      tickers: counts.tickers, trades: counts.trades, published: sender?.sent ?? counts.opportunities, dropped: droppedBy(sender), aftermathsDropped: droppedBy(aftermaths),
    };
    const seenPct = coveragePct(coverageBefore, counts.coverage.total);
    emitMetrics({ Service: 'scanner' }, {
      TickersReceived: now.tickers - before.tickers,
      TradesReceived: now.trades - before.trades,
      OpportunitiesPublished: now.published - before.published,
      OpportunitiesDropped: now.dropped - before.dropped,
      AftermathsDropped: now.aftermathsDropped - before.aftermathsDropped,
      ActiveSymbols: counts.activeSymbols,
      WebSocketConnects: connects,
      WebSocketReconnects: reconnects,
      SpoolDepth: sender?.waiting ?? 0,
      SpoolAgeMs: sender?.oldestAgeMs ?? 0,
      ...(seenPct === undefined ? {} : { CoveragePct: seenPct }),
    }, { write });
    before = now;
    coverageBefore = counts.coverage.total;
    connects = reconnects = 0;
  };

  const note = ({ event }: FeedNote): void => {
    if (event === 'connected') connects += 1;
    if (event === 'disconnected') reconnects += 1;
  };
  return { note, emit };
};
