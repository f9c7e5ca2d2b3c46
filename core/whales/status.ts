import type { Diamonds } from './diamond';
import type { WhaleStatus } from './findings';
import type { Pools } from './pools';
import type { WhaleSettings } from './settings';
import type { SnapshotRequests } from './snapshot-requests';
import type { Subscriptions } from './subscriptions';
import { workerCounts } from './workers';

export interface StatusParts {
  readonly pools: Pools;
  readonly subscriptions: Subscriptions;
  readonly snapshots: SnapshotRequests;
  readonly diamonds: Diamonds;
  readonly settings: WhaleSettings;
  /** Venue time, epoch ms. */
  readonly nowMs: number;
}

export const statusOf = ({ pools, subscriptions, snapshots, diamonds, settings, nowMs }: StatusParts): WhaleStatus => {
  const { births, resurrections, promotions, deaths, resyncs } = pools.tallies;
  const sizes = pools.sizesNow();
  const books = [...subscriptions.books];
  return {
    pools: { ...sizes, booksWanted: books.length, booksLive: books.filter(({ book }) => book?.isLive === true).length },
    workers: workerCounts(sizes.observed + sizes.hot, sizes.hotLevels, settings),
    counts: {
      births, resurrections, promotions, resyncs, deaths: { ...deaths }, opportunities: diamonds.count, suppressed: diamonds.suppressed,
      snapshotsWanted: snapshots.count, diamondsLastHour: pools.tallies.diamondsLastHour(nowMs),
    },
  };
};
