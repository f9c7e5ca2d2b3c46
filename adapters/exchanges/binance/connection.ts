import type { GapCause } from '../../../core/market/events';
import type { SymbolTable } from '../../../core/market/symbol-table';
import { LoopGuard } from '../loop-guard';
import { SymbolWatch, type Stall, type SymbolWatchLimits } from '../symbol-watch';
import { monotonicMs, TimerSet } from '../timer-set';
import type { FrameVerdict } from '../websocket-feed';
import type { BinanceDecoder, Decoded } from './decode';
import { StreamLink, type LinkSettings } from './stream-link';
import { streamOf, type BinanceMarket, type Channel } from './streams';

const SYMBOL_TICK_MS = 500;
const OVERLAP_TICK_MS = 100;

export interface ConnectionSettings extends LinkSettings {
  readonly market: BinanceMarket;
  readonly channel: Channel;
  readonly symbols: SymbolTable;
  /** Fills its frames for every connection in turn. */
  readonly decoder: BinanceDecoder;
  readonly symbolLimits: SymbolWatchLimits;
  /** Longest normal silence of a whole connection with so many symbols. */
  readonly idleLimitMs: (symbolCount: number) => number;
  /** A connection is replaced before the venue ends it at 24 h, up to `spreadMs` earlier, so that not all are at once. */
  readonly lifeMs: number;
  readonly lifeSpreadMs: number;
  /** How long old and new connection deliver side by side where a symbol stays silent on the new one. */
  readonly overlapMs: number;
  readonly nextLink: () => number;
}

export interface ConnectionListener {
  /** The decoder's frame is data that was asked for; `isAhead`: it came over a connection that is to replace the present one. */
  onFrame(link: number, bytes: Buffer, isAhead: boolean): void;
  onLost(connection: BinanceConnection, symbols: readonly string[], cause: GapCause): void;
  onStalled(stalls: readonly Stall[]): void;
}

/** The venue's "no" of a frame without the value that it names: one note per field is enough. */
const reasonOf = (cause: string): string => cause.replace(/ is .*: expected /, ': expected ');

/**
 * A share of the symbols on one connection of the venue, which is replaced while it still delivers (A11): by age, and when the server says
 * that it goes. Finds symbols that fell silent on it.
 */
export class BinanceConnection {
  /** Market time of the last data, or of the connection's creation. */
  lastDataTimeMs: number;
  private symbolSet: ReadonlySet<string> = new Set();
  /** 1 at the ids of `symbolSet`: asked for every frame. */
  private isSubscribed = new Uint8Array(0);
  private readonly watch: SymbolWatch;
  private readonly timers = new TimerSet();
  private readonly loop = new LoopGuard(monotonicMs(), SYMBOL_TICK_MS + 1_000, SYMBOL_TICK_MS);
  private link: StreamLink;
  private successor: StreamLink | undefined;
  private lastDataMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly settings: ConnectionSettings, private readonly listener: ConnectionListener) {
    this.lastDataTimeMs = settings.clock.nowMs();
    this.watch = new SymbolWatch(settings.symbolLimits);
    this.link = this.makeLink();
  }

  get symbols(): ReadonlySet<string> {
    return this.symbolSet;
  }

  /** Replaces the symbols; connects with the first ones. */
  setSymbols(symbols: readonly string[]): void {
    const before = this.symbolSet;
    this.symbolSet = new Set(symbols);
    this.isSubscribed = this.flagsOf(symbols);
    for (const symbol of before) if (!this.symbolSet.has(symbol)) this.watch.forget(this.idOf(symbol));
    for (const link of [this.link, this.successor]) link?.setStreams(this.streams());
    if (this.link.isOpen) this.expect(symbols.filter((symbol) => !before.has(symbol)));
    if (this.link.isStarted || symbols.length === 0) return;
    this.link.start();
    this.timers.everyAfterReads('symbols', SYMBOL_TICK_MS, () => { this.findStalls(); });
  }

  async stop(): Promise<void> {
    this.timers.clear();
    await Promise.all([this.link.stop(), this.successor?.stop()]);
  }

  private idOf(symbol: string): number {
    return this.settings.symbols.idOf(symbol);
  }

  private flagsOf(symbols: readonly string[]): Uint8Array<ArrayBuffer> {
    const ids = symbols.map((symbol) => this.idOf(symbol));
    const flags = new Uint8Array(this.settings.symbols.size);
    for (const id of ids) flags[id] = 1;
    return flags;
  }

  private streams(): string[] {
    return [...this.symbolSet].map((symbol) => streamOf(this.settings.market, this.settings.channel, symbol));
  }

  private makeLink(): StreamLink {
    return new StreamLink(this.settings.nextLink(), this.settings, {
      onOpen: (link) => { this.opened(link); },
      onFrame: (link, frame) => this.frame(link, frame),
      onLost: (link, cause) => { this.lost(link, cause); },
      idleLimitMs: () => (this.symbolSet.size === 0 ? undefined : this.settings.idleLimitMs(this.symbolSet.size)),
    });
  }

  private opened(link: StreamLink): void {
    if (link !== this.link) return;
    this.expect([...this.symbolSet]);
    this.startAgeing();
  }

  private startAgeing(): void {
    const { lifeMs, lifeSpreadMs, random } = this.settings;
    this.timers.after('age', lifeMs - random() * lifeSpreadMs, () => { this.replace(); });
  }

  private expect(symbols: readonly string[]): void {
    for (const symbol of symbols) this.watch.expect(this.idOf(symbol), monotonicMs(), this.settings.clock.nowMs());
  }

  /** A new link begins beside the old one. */
  private replace(): void {
    if (this.successor !== undefined || this.symbolSet.size === 0) return;
    this.successor = this.makeLink();
    this.successor.setStreams(this.streams());
    this.successor.start();
    this.timers.every('overlap', OVERLAP_TICK_MS, () => { this.promoteWhenReady(); });
  }

  private promoteWhenReady(): void {
    const settledForMs = this.successor?.settledForMs(monotonicMs()) ?? 0;
    if (settledForMs === 0) return;
    const isWhole = [...this.symbolSet].every((symbol) => this.successor?.seen.has(this.idOf(symbol)));
    if (isWhole || settledForMs >= this.settings.overlapMs) this.promote();
  }

  private promote(): void {
    const { link, successor } = this;
    if (successor === undefined) return;
    this.link = successor;
    this.successor = undefined;
    this.timers.cancel('overlap');
    this.startAgeing();
    void link.stop();
  }

  private lost(link: StreamLink, cause: GapCause): void {
    if (link !== this.link) return;
    if (this.successor?.isOpen === true) {
      const { seen } = this.successor;
      this.promote();
      this.lose([...this.symbolSet].filter((symbol) => !seen.has(this.idOf(symbol))), cause);
      return;
    }
    this.lastDataMs = Number.NEGATIVE_INFINITY;
    this.timers.cancel('age');
    for (const symbol of this.symbolSet) this.watch.forget(this.idOf(symbol));
    this.lose([...this.symbolSet], cause);
  }

  private lose(symbols: readonly string[], cause: GapCause): void {
    if (symbols.length > 0) this.listener.onLost(this, symbols, cause);
  }

  private frame(link: StreamLink, bytes: Buffer): FrameVerdict {
    const { clock, decoder, tap } = this.settings;
    const receivedTimeMs = clock.nowMs();
    const decoded = decoder.decode(bytes, receivedTimeMs);
    if (decoded.kind === 'depth' || decoded.kind === 'trades') return this.marketFrame(link, decoded.kind, bytes, receivedTimeMs);
    tap.otherFrame(link.number, bytes, receivedTimeMs);
    return this.control(link, decoded);
  }

  private control(link: StreamLink, decoded: Exclude<Decoded, { kind: 'depth' | 'trades' }>): FrameVerdict {
    switch (decoded.kind) {
      case 'acknowledged': link.acknowledged(decoded.requestId); return 'control';
      case 'rejected':
        for (const topic of link.rejected(decoded.requestId)) this.settings.observer.note({ event: 'topic-rejected', topic, message: decoded.message });
        return 'control';
      case 'shutdown':
        if (link === this.link) this.replace();
        return 'control';
      case 'unused': return 'control';
      case 'refused': return { refused: reasonOf(decoded.cause), isMalformed: true };
    }
  }

  private marketFrame(link: StreamLink, kind: 'depth' | 'trades', bytes: Buffer, receivedTimeMs: number): FrameVerdict {
    const { channel, decoder, tap } = this.settings;
    const { symbolId } = kind === 'depth' ? decoder.depth : decoder.trades;
    const found = kind === 'depth' ? decoder.depth.kind : 'trade';
    // Still on its way when we unsubscribed: true, but nobody wants it and it proves nothing about what we want.
    if (found !== channel || this.isSubscribed[symbolId] !== 1) {
      tap.otherFrame(link.number, bytes, receivedTimeMs);
      return 'control';
    }
    const nowMs = link.readMs;
    const isAhead = link !== this.link;
    if (isAhead) link.seen.add(symbolId);
    this.lastDataMs = nowMs;
    this.lastDataTimeMs = receivedTimeMs;
    this.watch.data(symbolId, nowMs, receivedTimeMs);
    this.listener.onFrame(link.number, bytes, isAhead);
    return 'data';
  }

  private findStalls(): void {
    const nowMs = monotonicMs();
    const mayJudge = this.loop.mayJudge(nowMs);
    // A connection that is silent as a whole is the socket's matter, not the symbols'.
    const isDelivering = nowMs - this.lastDataMs < this.settings.idleLimitMs(this.symbolSet.size) / 2;
    if (!mayJudge || !isDelivering || !this.link.isOpen) return;
    const stalls = this.watch.stalled(nowMs);
    if (stalls.length === 0) return;
    this.listener.onStalled(stalls);
    const { market, channel, symbols } = this.settings;
    this.link.renew(stalls.map(({ symbolId }) => streamOf(market, channel, symbols.nameOf(symbolId))));
  }
}
