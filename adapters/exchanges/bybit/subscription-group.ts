import type { GapCause, Stream } from '../../../core/market/events';
import { GapLedger } from '../gap-ledger';
import type { EventSink } from '../venue-feed';
import { MAX_ARGS_CHARS_PER_CONNECTION, shareOut } from './batches';
import { BybitConnection, type ConnectionSettings } from './connection';
import type { DecodedEvents } from './decode';
import { parseTopic, streamOf, topicOf } from './topics';

export interface GroupSettings extends ConnectionSettings {
  readonly onEvent: EventSink;
  readonly onFirstData: () => void;
  /** A symbol's stream delivers again after having been blind since `blindSinceMs`. */
  readonly onResumed: (symbol: string, streams: readonly Stream[], blindSinceMs: number) => void;
  readonly maxCharsPerConnection?: number;
}

/**
 * All symbols of one set of channels, over as many connections as the venue's limit on arguments needs.
 * Puts a gap event at the loss of what was visible and a resumed event right before the first new message.
 */
export class SubscriptionGroup {
  private readonly connections: BybitConnection[] = [];
  private readonly gaps = new GapLedger();
  private readonly lastUpdateId = new Map<string, number>();
  private readonly streams: readonly Stream[];
  private hasSeenData = false;

  constructor(private readonly settings: GroupSettings) {
    this.streams = settings.channels.map(streamOf);
  }

  /** Replaces the symbols. Nothing more comes of those that leave: a gap event says so, in case they come back. */
  setSymbols(symbols: readonly string[]): void {
    const wanted = new Set(symbols);
    const left = this.connections.flatMap((connection) => [...connection.symbols]).filter((symbol) => !wanted.has(symbol));
    const plan = shareOut(
      this.connections.map((connection) => [...connection.symbols]), symbols,
      (symbol) => this.settings.channels.map((channel) => topicOf(channel, symbol)),
      this.settings.maxCharsPerConnection ?? MAX_ARGS_CHARS_PER_CONNECTION,
    );
    plan.forEach((share, index) => { this.connectionAt(index).setSymbols(share); });
    this.leave(left);
  }

  async stop(): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.stop()));
  }

  private connectionAt(index: number): BybitConnection {
    return this.connections[index] ?? (this.connections[index] = new BybitConnection(this.settings, {
      onEvents: (connection, decoded) => { this.deliver(connection, decoded); },
      onLost: (connection, cause) => { this.lose([...connection.symbols], this.streams, cause, connection.lastDataTimeMs); },
      onStalled: (_, stalls) => {
        for (const { symbol, cause, lastDataTimeMs } of stalls) this.lose([symbol], this.streams, cause, lastDataTimeMs);
      },
      onTopicRejected: (topic) => { this.topicRejected(topic); },
    }));
  }

  private leave(symbols: readonly string[]): void {
    for (const symbol of symbols) this.lastUpdateId.delete(symbol);
    const nowMs = this.settings.clock.nowMs();
    const gaps = this.gaps.lose(symbols, this.streams, 'unsubscribed', nowMs, nowMs);
    // Later in the same turn: the listener that asked for the change is still deciding about the event before.
    queueMicrotask(() => { for (const gap of gaps) this.settings.onEvent(gap); });
  }

  private topicRejected(topic: string): void {
    const parsed = parseTopic(topic);
    if (parsed !== undefined) this.lose([parsed.symbol], [streamOf(parsed.channel)], 'no-first-data', this.settings.clock.nowMs());
  }

  private lose(symbols: readonly string[], streams: readonly Stream[], cause: GapCause, lastDataTimeMs: number): void {
    for (const symbol of symbols) this.lastUpdateId.delete(symbol);
    for (const gap of this.gaps.lose(symbols, streams, cause, lastDataTimeMs, this.settings.clock.nowMs())) this.settings.onEvent(gap);
  }

  private deliver(connection: BybitConnection, decoded: DecodedEvents): void {
    if (this.isOutdated(decoded)) return;
    if (!this.hasSeenData) {
      this.hasSeenData = true;
      this.settings.onFirstData();
    }
    this.resume(connection, decoded);
    for (const event of decoded.events) this.settings.onEvent(event);
  }

  /** A book that left the venue before one that we have already shown. An equal `u` is the 3-second repetition. */
  private isOutdated({ topic, updateId }: DecodedEvents): boolean {
    if (updateId === undefined) return false;
    const last = this.lastUpdateId.get(topic.symbol);
    if (last !== undefined && updateId < last && updateId !== 1) return true;
    this.lastUpdateId.set(topic.symbol, updateId);
    return false;
  }

  /**
   * The first channel's data proves the whole subscription of the symbol, as all its topics went out in one request: an
   * illiquid symbol must not count as blind until its next trade. Any other channel proves itself.
   */
  private resume(connection: BybitConnection, { topic, events }: DecodedEvents): void {
    if (this.gaps.isClear) return;
    const { channels, onEvent, onResumed, clock } = this.settings;
    const proven = topic.channel === channels[0] ? channels.filter((channel) => !connection.isRejected(channel, topic.symbol)) : [topic.channel];
    const resumption = this.gaps.see(topic.symbol, proven.map(streamOf), events[0]?.receivedTimeMs ?? clock.nowMs());
    if (resumption === undefined) return;
    onEvent(resumption.event);
    onResumed(topic.symbol, resumption.event.streams, resumption.blindSinceMs);
  }
}
