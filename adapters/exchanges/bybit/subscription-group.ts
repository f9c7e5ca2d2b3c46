import type { GapCause, Stream } from '../../../core/market/events';
import type { MarketFrame } from '../../../core/market/market-frame';
import { GapLedger } from '../gap-ledger';
import { UpdateIds } from '../update-ids';
import type { EventSink } from '../venue-feed';
import { MAX_ARGS_CHARS_PER_CONNECTION, shareOut } from './batches';
import { BybitConnection, type ConnectionSettings } from './connection';
import { kindOf, parseTopic, streamOf, topicOf } from './topics';

export interface GroupSettings extends ConnectionSettings {
  readonly onEvent: EventSink;
  /** Numbers of connections count up over all groups of a feed. */
  readonly nextConnection: () => number;
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
  private readonly updateIds = new UpdateIds();
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
    return this.connections[index] ?? (this.connections[index] = new BybitConnection(this.settings.nextConnection(), this.settings, {
      onFrame: (connection, bytes, updateId) => { this.deliver(connection, bytes, updateId); },
      onLost: (connection, cause) => { this.lose([...connection.symbols], this.streams, cause, connection.lastDataTimeMs); },
      onStalled: (_, stalls) => {
        for (const { symbolId, cause, lastDataTimeMs } of stalls) {
          this.lose([this.settings.symbols.nameOf(symbolId)], this.streams, cause, lastDataTimeMs);
        }
      },
      onTopicRejected: (topic) => { this.topicRejected(topic); },
    }));
  }

  private leave(symbols: readonly string[]): void {
    this.forgetUpdateIds(symbols);
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
    this.forgetUpdateIds(symbols);
    for (const gap of this.gaps.lose(symbols, streams, cause, lastDataTimeMs, this.settings.clock.nowMs())) this.settings.onEvent(gap);
  }

  private forgetUpdateIds(symbols: readonly string[]): void {
    for (const symbol of symbols) this.updateIds.forget(this.settings.symbols.idOf(symbol));
  }

  private deliver(connection: BybitConnection, bytes: Buffer, updateId: number | undefined): void {
    const { decoder: { frame }, tap } = this.settings;
    if (updateId !== undefined && this.updateIds.isOutdated(frame.symbolId, updateId)) {
      tap.otherFrame(connection.number, bytes, frame.receivedTimeMs);
      return;
    }
    if (!this.hasSeenData) {
      this.hasSeenData = true;
      this.settings.onFirstData();
    }
    if (!this.gaps.isClear) this.resume(connection, frame);
    tap.frame(connection.number, bytes, frame.receivedTimeMs);
    this.settings.onEvent(frame);
  }

  /**
   * The first channel's data proves the whole subscription of the symbol, as all its topics went out in one request: an
   * illiquid symbol must not count as blind until its next trade. Any other channel proves itself.
   */
  private resume(connection: BybitConnection, { symbolId, kind, receivedTimeMs }: MarketFrame): void {
    const { channels, onEvent, onResumed, symbols } = this.settings;
    const symbol = symbols.nameOf(symbolId);
    const proven = channels.filter((channel) => (kind === kindOf(channels[0]) ? !connection.isRejected(channel, symbol) : kind === kindOf(channel)));
    const resumption = this.gaps.see(symbol, proven.map(streamOf), receivedTimeMs);
    if (resumption === undefined) return;
    onEvent(resumption.event);
    onResumed(symbol, resumption.event.streams, resumption.blindSinceMs);
  }
}
