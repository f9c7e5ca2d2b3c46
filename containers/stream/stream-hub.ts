import { randomBytes } from 'node:crypto';
import type { Market } from '../../core/contracts/common';
import type { WhaleChange } from '../../core/contracts/whale-feed';
import type { WhaleOrder } from '../../core/contracts/whale-order';
import { STREAM_TIERS, type StreamTier } from '../../core/contracts/whale-stream';
import type { ChannelCounts, StreamTime } from '../../core/stream/tier-channel';
import { TierStreams } from '../../core/stream/tier-streams';
import type { StreamClient } from './stream-client';
import { TierFrames } from './tier-frames';

export interface TierStatus extends ChannelCounts {
  readonly clients: number;
}

/** The tiers with their clients: what the feed says goes in, what each tier may know goes out to each of its clients. */
export class StreamHub {
  private readonly streams: TierStreams;
  private readonly frames: Readonly<Record<StreamTier, TierFrames>>;
  private readonly clients: Readonly<Record<StreamTier, Set<StreamClient>>> = { private: new Set(), vip: new Set(), public: new Set() };
  private hasSnapshot = false;

  /** `time`: monotonic for delays and limits, epoch for stamps. A numbering is named by a random id: it ends with this process. */
  constructor(private readonly time: () => StreamTime, streamIdOf = (tier: StreamTier) => `${tier}-${randomBytes(9).toString('base64url')}`) {
    this.streams = new TierStreams(streamIdOf);
    const framesOf = (tier: StreamTier): TierFrames => new TierFrames(this.streams.channel(tier));
    this.frames = { private: framesOf('private'), vip: framesOf('vip'), public: framesOf('public') };
  }

  /** Whether the feed has ever been heard: before that an empty snapshot would be a lie. */
  get isReady(): boolean {
    return this.hasSnapshot;
  }

  get levels(): number {
    return this.streams.size;
  }

  get market(): Market {
    return this.streams.channel('vip').market;
  }

  framesOf(tier: StreamTier): TierFrames {
    return this.frames[tier];
  }

  acceptSnapshot(market: Market, orders: readonly WhaleOrder[], sentTimeMs: number): void {
    this.hasSnapshot = true;
    this.streams.acceptSnapshot(market, orders, sentTimeMs, this.time());
    this.advance();
  }

  acceptChanges(changes: readonly WhaleChange[]): void {
    this.streams.acceptChanges(changes, this.time());
    this.advance();
  }

  /** Sends what has become due; to be called often enough for the public tier's delay and limit. */
  advance(): void {
    for (const { tier, messages } of this.streams.advance(this.time())) {
      const batch = this.frames[tier].batchOf(messages);
      if (batch !== undefined) for (const client of this.clients[tier]) client.deliver(batch);
    }
  }

  add(client: StreamClient): void {
    this.clients[client.tier].add(client);
  }

  remove(client: StreamClient): void {
    this.clients[client.tier].delete(client);
  }

  all(): readonly StreamClient[] {
    return STREAM_TIERS.flatMap((tier) => [...this.clients[tier]]);
  }

  /** What waits in this process for clients to read: for the slowest one, and for all. Memory that clients share counts for each. */
  queuedBytes(): { readonly most: number; readonly total: number } {
    const queued = this.all().map((client) => client.queuedBytes);
    return { most: queued.reduce((most, bytes) => Math.max(most, bytes), 0), total: queued.reduce((sum, bytes) => sum + bytes, 0) };
  }

  status(): Readonly<Record<StreamTier, TierStatus>> {
    const of = (tier: StreamTier): TierStatus => ({ clients: this.clients[tier].size, ...this.streams.channel(tier).counts() });
    return { private: of('private'), vip: of('vip'), public: of('public') };
  }
}
