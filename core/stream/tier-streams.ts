import type { Market } from '../contracts/common';
import type { WhaleChange } from '../contracts/whale-feed';
import type { WhaleOrder } from '../contracts/whale-order';
import { STREAM_TIERS, type StreamTier } from '../contracts/whale-stream';
import { TierChannel, type LevelMessage, type StreamTime } from './tier-channel';
import { TIER_POLICIES } from './tier-policy';

/** What one tier is sent at one moment. */
export interface TierBatch {
  readonly tier: StreamTier;
  readonly messages: readonly LevelMessage[];
}

/**
 * What is known of the hot levels, and the three tiers that are told of it. A feed that was lost begins again with a snapshot: levels that
 * are missing from it have gone meanwhile, nobody saw how.
 */
export class TierStreams {
  private readonly live = new Map<string, WhaleOrder>();
  private readonly channels: Readonly<Record<StreamTier, TierChannel>>;

  constructor(streamIdOf: (tier: StreamTier) => string) {
    const channel = (tier: StreamTier): TierChannel => new TierChannel(TIER_POLICIES[tier], streamIdOf(tier));
    this.channels = { private: channel('private'), vip: channel('vip'), public: channel('public') };
  }

  channel(tier: StreamTier): TierChannel {
    return this.channels[tier];
  }

  /** Hot levels as the feed last told them. */
  get size(): number {
    return this.live.size;
  }

  acceptSnapshot(market: Market, orders: readonly WhaleOrder[], sentTimeMs: number, time: StreamTime): void {
    for (const tier of STREAM_TIERS) this.channels[tier].market = market;
    const present = new Set(orders.map((order) => order.order_hash));
    const gone = [...this.live.values()].filter((order) => !present.has(order.order_hash));
    this.acceptChanges(gone.map((order) => ({ order: { ...order, fate: { ...order.fate, kind: 'unknown' } }, removed_time_ms: sentTimeMs })), time);
    this.acceptChanges(orders.map((order) => ({ order, removed_time_ms: null })), time);
  }

  acceptChanges(changes: readonly WhaleChange[], time: StreamTime): void {
    for (const change of changes) {
      if (change.removed_time_ms === null) this.live.set(change.order.order_hash, change.order);
      else this.live.delete(change.order.order_hash);
      for (const tier of STREAM_TIERS) this.channels[tier].offer(change, time);
    }
  }

  /** What each tier is to be sent now; tiers without news are left out. */
  advance(time: StreamTime): readonly TierBatch[] {
    return STREAM_TIERS.map((tier) => ({ tier, messages: this.channels[tier].advance(time) })).filter(({ messages }) => messages.length > 0);
  }
}
