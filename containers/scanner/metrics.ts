import type { SenderStats } from '../../adapters/aws/queue-sender';
import type { FeedNote } from '../../adapters/exchanges/venue-feed';
import { emitMetrics } from '../../adapters/metrics';
import type { RadarCounts } from '../../core/radar/radar';

/** Counts since the last emission (S1.39): CloudWatch adds them up per minute and per hour. */
export interface ScannerMetrics {
  note(note: FeedNote): void;
  emit(counts: RadarCounts, sender: SenderStats | undefined): void;
}

export const makeMetrics = (write: (line: string) => void): ScannerMetrics => {
  let connects = 0;
  let reconnects = 0;
  let before = { tickers: 0, opportunities: 0, dropped: 0 };

  const emit = (counts: RadarCounts, sender: SenderStats | undefined): void => {
    const dropped = sender ? sender.droppedFull + sender.droppedExpired + sender.droppedTooLarge + sender.droppedRefused : 0;
    emitMetrics({ Service: 'scanner' }, {
      TickersReceived: counts.tickers - before.tickers,
      OpportunitiesPublished: counts.opportunities - before.opportunities,
      OpportunitiesDropped: dropped - before.dropped,
      ActiveSymbols: counts.activeSymbols,
      WebSocketConnects: connects,
      WebSocketReconnects: reconnects,
      SpoolDepth: sender?.waiting ?? 0,
      SpoolAgeMs: sender?.oldestAgeMs ?? 0,
    }, { write });
    before = { tickers: counts.tickers, opportunities: counts.opportunities, dropped };
    connects = reconnects = 0;
  };

  const note = ({ event }: FeedNote): void => {
    if (event === 'connected') connects += 1;
    if (event === 'disconnected') reconnects += 1;
  };
  return { note, emit };
};
