import { emitMetrics } from '../../adapters/metrics';
import { STREAM_TIERS } from '../../core/contracts/whale-stream';
import type { StreamHub } from './stream-hub';
import type { StreamTally } from './stream-tally';

export interface MetricSources {
  readonly hub: Pick<StreamHub, 'status'>;
  readonly tally: Pick<StreamTally, 'totalCut'>;
  /** Milliseconds since the feed was last heard; null: never. */
  readonly feedAgeMs: () => number | null;
  readonly write: (line: string) => void;
}

/** Returns what prints the counts since it was last called, for CloudWatch to add up. */
export const makeMetrics = ({ hub, tally, feedAgeMs, write }: MetricSources) => {
  let before = { dropped: 0, cut: 0 };
  return (): void => {
    const tiers = STREAM_TIERS.map((tier) => hub.status()[tier]);
    const sum = (name: 'clients' | 'dropped'): number => tiers.reduce((total, tier) => total + tier[name], 0);
    const now = { dropped: sum('dropped'), cut: tally.totalCut };
    const ageMs = feedAgeMs();
    emitMetrics({ Service: 'stream' }, {
      StreamClients: sum('clients'),
      StreamDropped: now.dropped - before.dropped,
      StreamCut: now.cut - before.cut,
      ...(ageMs === null ? {} : { StreamFeedAgeMs: ageMs }),
    }, { write });
    before = now;
  };
};
