import type { SenderStats } from '../../adapters/aws/queue-sender';
import type { FeedNote } from '../../adapters/exchanges/venue-feed';
import { emitMetrics } from '../../adapters/metrics';
import type { WhaleStatus } from '../../core/whales/findings';
import { droppedBy } from '../scanner/metrics';

/** Beside what the session counts. `depthFrames` counts up. */
export interface WhaleFigures {
  readonly depthFrames: number;
  readonly feedClients: number;
  readonly opportunities: SenderStats | undefined;
}

/** Counts since the last emission: CloudWatch adds them up. */
export interface WhaleMetrics {
  note(note: FeedNote): void;
  emit(status: WhaleStatus, figures: WhaleFigures): void;
}

export const makeWhaleMetrics = (write: (line: string) => void): WhaleMetrics => {
  let connects = 0;
  let reconnects = 0;
  let before = { frames: 0, published: 0, dropped: 0, resyncs: 0, diamonds: 0 };

  const emit = ({ pools, counts }: WhaleStatus, { depthFrames, feedClients, opportunities: sender }: WhaleFigures): void => {
    const now = {
      frames: depthFrames, published: sender?.sent ?? counts.opportunities, dropped: droppedBy(sender), resyncs: counts.resyncs, diamonds: counts.opportunities,
    };
    emitMetrics({ Service: 'whales' }, {
      DepthFrames: now.frames - before.frames,
      OpportunitiesPublished: now.published - before.published,
      OpportunitiesDropped: now.dropped - before.dropped,
      WhaleLevels: pools.observedLevels + pools.hotLevels,
      WhaleHotLevels: pools.hotLevels,
      WhaleDiamonds: now.diamonds - before.diamonds,
      BookResyncs: now.resyncs - before.resyncs,
      FeedClients: feedClients,
      WebSocketConnects: connects,
      WebSocketReconnects: reconnects,
      SpoolDepth: sender?.waiting ?? 0,
      SpoolAgeMs: sender?.oldestAgeMs ?? 0,
    }, { write });
    before = now;
    connects = reconnects = 0;
  };
  const note = ({ event }: FeedNote): void => {
    if (event === 'connected') connects += 1;
    if (event === 'disconnected') reconnects += 1;
  };
  return { note, emit };
};
