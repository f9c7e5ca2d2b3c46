import type { Market } from '../contracts/common';
import type { WhaleChange } from '../contracts/whale-feed';
import type { WhaleOrder } from '../contracts/whale-order';
import { WHALE_STREAM_SCHEMA, type ResumeRequest, type StreamTrigger, type WhaleStreamMessage } from '../contracts/whale-stream';
import { MessageRing } from './message-ring';
import { maySee, viewOf, type TierPolicy } from './tier-policy';
import { triggerOf } from './trigger';
import { WindowLimit } from './window-limit';

/** Two readings of now: monotonic for delays and limits, epoch for the stamp on a message. */
export interface StreamTime {
  readonly elapsedMs: number;
  readonly timeMs: number;
}

/** A message of a level: everything but a snapshot. */
export type LevelMessage = Exclude<WhaleStreamMessage, { type: 'snapshot' }>;
export type SnapshotMessage = Extract<WhaleStreamMessage, { type: 'snapshot' }>;

export interface ChannelCounts {
  /** `sent + dropped + waiting = due`, always. */
  readonly due: number;
  readonly sent: number;
  readonly dropped: number;
  readonly waiting: number;
  /** Within the tier's delay. */
  readonly delayed: number;
  readonly levels: number;
}

/** What the tier may come to know of a level: how it stands, or that it is gone. A gone level keeps its last state if that may be seen. */
interface News {
  readonly hash: string;
  readonly order: WhaleOrder | undefined;
  readonly removedTimeMs: number | undefined;
}
interface Delayed extends News { readonly dueMs: number }
interface Waiting {
  readonly order: WhaleOrder;
  readonly removedTimeMs: number | undefined;
  readonly trigger: StreamTrigger;
}

/** Enough for a minute or more of a busy tier; a client that missed more gets a snapshot. */
export const RING_CAPACITY = 512;

/**
 * One tier of the stream: decides what is told, against the value last sent on this very tier (C2.15), and numbers it. News waits for the
 * tier's delay, then for a place under its limit; of a level that has to wait only the latest is told, in the place of the first (C2.23).
 * Nothing that the policy forbids gets past `offer`.
 */
export class TierChannel {
  market: Market = 'live';
  private readonly sent = new Map<string, WhaleOrder>();
  /** Levels whose latest offered state may be seen. */
  private readonly visible = new Set<string>();
  private readonly delayed: Delayed[] = [];
  private readonly waiting = new Map<string, Waiting>();
  private readonly ring: MessageRing<LevelMessage>;
  private readonly limit: WindowLimit | undefined;
  private sequence = 0;
  private due = 0;
  private dropped = 0;

  constructor(readonly policy: TierPolicy, readonly streamId: string, ringCapacity = RING_CAPACITY) {
    this.ring = new MessageRing(ringCapacity);
    this.limit = policy.messagesPerSecond === undefined ? undefined : new WindowLimit(policy.messagesPerSecond);
  }

  /** Number of the last message sent. */
  get lastSequence(): number {
    return this.sequence;
  }

  /** Takes what the feed says of a level; told when its time has come and if it is news then. */
  offer({ order, removed_time_ms: removedTimeMs }: WhaleChange, { elapsedMs }: StreamTime): void {
    const hash = order.order_hash;
    const isSeen = maySee(this.policy, order);
    const wasVisible = this.visible.has(hash);
    const isVisible = isSeen && removedTimeMs === null;
    // A level that this tier never knew of, nor will by this.
    if (!isVisible && !wasVisible) return;
    if (isVisible) this.visible.add(hash);
    else this.visible.delete(hash);
    const shown = isSeen ? viewOf(this.policy, order) : undefined;
    this.delayed.push({ hash, order: shown, removedTimeMs: isVisible ? undefined : removedTimeMs ?? order.updated_ms, dueMs: elapsedMs + this.policy.delayMs });
  }

  /** What is to be sent now, in the order of its numbers. */
  advance(time: StreamTime): readonly LevelMessage[] {
    const next = this.delayed.findIndex(({ dueMs }) => dueMs > time.elapsedMs);
    for (const news of this.delayed.splice(0, next < 0 ? this.delayed.length : next)) this.fallDue(news);
    return this.flush(time);
  }

  /** The tier's state as it was sent, never fresher (S2.21). */
  snapshot(time: StreamTime): SnapshotMessage {
    return { ...this.head(this.sequence, time), type: 'snapshot', orders: [...this.sent.values()], dropped: this.dropped };
  }

  /** The message of that number, while it is held. */
  messageAt(sequence: number): LevelMessage | undefined {
    return this.ring.at(sequence);
  }

  /** Exactly what a client missed; undefined: another numbering than this tier's, or too long ago: it needs a snapshot. */
  missedSince({ resume }: ResumeRequest): readonly LevelMessage[] | undefined {
    return resume.stream_id === this.streamId ? this.ring.after(resume.sequence) : undefined;
  }

  counts(): ChannelCounts {
    return {
      due: this.due, sent: this.sequence, dropped: this.dropped, waiting: this.waiting.size, delayed: this.delayed.length, levels: this.sent.size,
    };
  }

  private fallDue({ hash, order: latest, removedTimeMs }: News): void {
    const sent = this.sent.get(hash);
    const order = latest ?? sent;
    // Whatever of this level still waits is out of date now, be it replaced or no news any more.
    if (this.waiting.has(hash)) this.dropped += 1;
    const trigger = removedTimeMs === undefined && order !== undefined ? triggerOf(sent, order) : sent && 'left_hot';
    if (trigger === undefined || order === undefined) {
      this.waiting.delete(hash);
      return;
    }
    this.due += 1;
    this.waiting.set(hash, { order, removedTimeMs, trigger });
  }

  private flush(time: StreamTime): readonly LevelMessage[] {
    const messages: LevelMessage[] = [];
    for (const [hash, news] of this.waiting) {
      if (this.limit?.take(time.elapsedMs) === false) break;
      this.waiting.delete(hash);
      messages.push(this.tell(hash, news, time));
    }
    return messages;
  }

  private tell(hash: string, { order, removedTimeMs, trigger }: Waiting, time: StreamTime): LevelMessage {
    this.sequence += 1;
    const head = this.head(this.sequence, time);
    const { dropped } = this;
    const message: LevelMessage = removedTimeMs === undefined
      ? { ...head, type: 'order', trigger, order, dropped }
      : { ...head, type: 'removed', trigger: 'left_hot', order, removed_time_ms: removedTimeMs, dropped };
    if (removedTimeMs === undefined) this.sent.set(hash, order);
    else this.sent.delete(hash);
    this.ring.push(message);
    return message;
  }

  private head(sequence: number, { timeMs }: StreamTime) {
    return { schema: WHALE_STREAM_SCHEMA, tier: this.policy.tier, stream_id: this.streamId, sequence, sent_time_ms: timeMs, market: this.market } as const;
  }
}
