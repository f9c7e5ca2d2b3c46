import type { DepthInput } from '../../../core/market/depth-events';
import type { GapCause } from '../../../core/market/events';
import { GapLedger } from '../gap-ledger';
import { BinanceConnection, type ConnectionSettings } from './connection';
import { Repetitions } from './repetitions';
import { shareSymbols } from './share-symbols';

/** Takes events in order. A frame is the feed's own and holds only until the call returns. */
export type DepthSink = (event: DepthInput) => void;

export interface GroupSettings extends ConnectionSettings {
  readonly onEvent: DepthSink;
  readonly onFirstData: () => void;
  /** A symbol's stream delivers again after having been blind since `blindSinceMs`. */
  readonly onResumed: (symbol: string, blindSinceMs: number) => void;
  /** S2.4: how many connections share the symbols, while none has more than `maxStreams`. */
  readonly connections: number;
  readonly maxStreams: number;
}

/**
 * All symbols of one channel, over several connections. Puts a gap event at the loss of what was visible and a resumed event right before the
 * first new message, and shows nothing twice.
 */
export class StreamGroup {
  private readonly connections: BinanceConnection[] = [];
  private readonly gaps = new GapLedger();
  private readonly repetitions = new Repetitions();
  private hasSeenData = false;

  constructor(private readonly settings: GroupSettings) {}

  /** Replaces the symbols. Nothing more comes of those that leave: a gap event says so, in case they come back. */
  setSymbols(symbols: readonly string[]): void {
    const { connections, maxStreams } = this.settings;
    const wanted = new Set(symbols);
    const current = this.connections.map((connection) => [...connection.symbols]);
    const left = current.flat().filter((symbol) => !wanted.has(symbol));
    shareSymbols(current, symbols, connections, maxStreams).forEach((share, index) => { this.connectionAt(index).setSymbols(share); });
    if (left.length > 0) this.leave(left);
  }

  async stop(): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.stop()));
  }

  private connectionAt(index: number): BinanceConnection {
    return this.connections[index] ?? (this.connections[index] = new BinanceConnection(this.settings, {
      onFrame: (link, bytes, isAhead) => { this.deliver(link, bytes, isAhead); },
      onLost: (connection, symbols, cause) => { this.lose(symbols, cause, connection.lastDataTimeMs); },
      onStalled: (stalls) => {
        for (const { symbolId, cause, lastDataTimeMs } of stalls) this.lose([this.settings.symbols.nameOf(symbolId)], cause, lastDataTimeMs);
      },
    }));
  }

  private leave(symbols: readonly string[]): void {
    this.forget(symbols);
    const nowMs = this.settings.clock.nowMs();
    const gaps = this.gaps.lose(symbols, [this.settings.channel], 'unsubscribed', nowMs, nowMs);
    // Later in the same turn: the listener that asked for the change is still deciding about the event before.
    queueMicrotask(() => { for (const gap of gaps) this.settings.onEvent(gap); });
  }

  private lose(symbols: readonly string[], cause: GapCause, lastDataTimeMs: number): void {
    this.forget(symbols);
    for (const gap of this.gaps.lose(symbols, [this.settings.channel], cause, lastDataTimeMs, this.settings.clock.nowMs())) this.settings.onEvent(gap);
  }

  private forget(symbols: readonly string[]): void {
    for (const symbol of symbols) this.repetitions.forget(this.settings.symbols.idOf(symbol));
  }

  private deliver(link: number, bytes: Buffer, isAhead: boolean): void {
    const { channel, decoder, onEvent, onFirstData, tap } = this.settings;
    const frame = channel === 'trade' ? decoder.trades : decoder.depth;
    const { symbolId, receivedTimeMs } = frame;
    if (this.isRepeated(isAhead)) {
      tap.otherFrame(link, bytes, receivedTimeMs);
      return;
    }
    if (!this.hasSeenData) {
      this.hasSeenData = true;
      onFirstData();
    }
    if (!this.gaps.isClear) this.resume(this.settings.symbols.nameOf(symbolId), receivedTimeMs);
    tap.frame(link, bytes, receivedTimeMs);
    onEvent(frame);
  }

  private isRepeated(isAhead: boolean): boolean {
    const { channel, decoder } = this.settings;
    if (channel === 'trade') return this.repetitions.isOldTrade(decoder.trades);
    // What is missing before the changes of a connection to come is on its way on the present one, and so are they.
    return (isAhead && this.repetitions.leavesGap(decoder.depth)) || this.repetitions.isOld(decoder.depth);
  }

  private resume(symbol: string, receivedTimeMs: number): void {
    const resumption = this.gaps.see(symbol, [this.settings.channel], receivedTimeMs);
    if (resumption === undefined) return;
    this.settings.onEvent(resumption.event);
    this.settings.onResumed(symbol, resumption.blindSinceMs);
  }
}
