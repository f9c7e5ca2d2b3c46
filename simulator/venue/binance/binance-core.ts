import type { MarketClock } from '../../../adapters/clock';
import type { DepthMarket } from '../../market/depth/depth-market';
import type { DepthSymbol } from '../../market/depth/depth-symbol';
import { type BinanceListing, listingOf, oddListings } from './binance-listing';
import type { BinanceRestView } from './binance-rest';
import type { BinanceSession, BinanceSessionHost, SessionLimits } from './binance-session';
import { DepthFaults, type DepthFaultTargets } from './depth-faults';
import type { Dialect } from './dialect';
import type { RequestWeights } from './request-weights';
import { classOf, parseStream, STREAM_KINDS, type StreamKind, streamName } from './stream-name';
import { SymbolChannel } from './symbol-channel';
import { WireFrame } from './wire-frame';

/** Rounds of 10 ms; above normal speed each symbol's books have their turn in every tenth, counted in the market time that rounds in time run. */
export const ROUND_MS = 10;
const BOOK_ROUNDS = 10;
/** Longest stretch of one round that is spent on catching the market up with the clock. */
const CATCH_UP_MS = 100;
const SLICE_MS = 1_000;

interface CoreSetting {
  readonly market: DepthMarket;
  readonly dialect: Dialect;
  readonly clock: MarketClock;
  readonly speed: number;
  readonly seed: number;
  readonly startMs: number;
  /** Symbols kept back for the verb `list`. */
  readonly spareCount: number;
  readonly limits: SessionLimits;
  readonly weights: RequestWeights;
}

/** The venue without its sockets: listings, subscriptions, what is sent when. One round is everything up to now; above normal speed, by turns. */
export class BinanceCore implements BinanceSessionHost, DepthFaultTargets, BinanceRestView {
  readonly faults = new DepthFaults(this);
  readonly dialect: Dialect;
  readonly limits: SessionLimits;
  readonly weights: RequestWeights;
  private readonly listed = new Map<string, BinanceListing>();
  private readonly channels = new Map<string, SymbolChannel>();
  private readonly byMarketSymbol = new Map<DepthSymbol, SymbolChannel>();
  private readonly spares: DepthSymbol[];
  private readonly sessions = new Set<BinanceSession>();
  private readonly subscribers = new Map<string, Set<BinanceSession>>();
  /** A diff that a fault holds back until the next one of its symbol is sent. */
  private readonly heldBack = new Map<string, WireFrame>();
  private nowMs: number;
  /** Market time between two turns of books, and of the next one; at normal speed books go out whenever they moved. */
  private readonly turnMs: number;
  private nextTurnMs: number;
  private turns = 0;

  constructor(private readonly setting: CoreSetting) {
    const { market, dialect, limits, weights, startMs, spareCount, speed } = setting;
    this.turnMs = speed > 1 ? Math.round(ROUND_MS * speed) : Infinity;
    this.nextTurnMs = startMs + this.turnMs;
    [this.dialect, this.limits, this.weights, this.nowMs] = [dialect, limits, weights, startMs];
    const symbols = [...market.symbols];
    this.spares = symbols.splice(symbols.length - spareCount);
    for (const symbol of symbols) this.addListing(symbol, symbol.spec.symbol);
    for (const listing of oddListings(dialect.market)) this.listed.set(listing.symbol, listing);
  }

  marketMs(): number { return this.nowMs; }

  listings(): readonly BinanceListing[] { return [...this.listed.values()]; }

  channel(symbol: string): SymbolChannel | undefined { return this.channels.get(symbol); }

  joined(session: BinanceSession): void { this.sessions.add(session); }

  /** Streams that the session's path does not carry are accepted and never deliver. */
  subscribed(session: BinanceSession, streams: readonly string[]): void {
    const classes = this.dialect.pathClasses[session.path] ?? [];
    for (const stream of streams) {
      const name = parseStream(stream);
      if (!name || !classes.includes(classOf(name.kind, this.dialect.market))) continue;
      this.subscribers.set(stream, (this.subscribers.get(stream) ?? new Set()).add(session));
      this.refreshWatched(name.symbol);
    }
  }

  unsubscribed(session: BinanceSession, streams: readonly string[]): void {
    for (const stream of streams) {
      const sessions = this.subscribers.get(stream);
      sessions?.delete(session);
      if (sessions?.size === 0) this.subscribers.delete(stream);
      const name = parseStream(stream);
      if (name) this.refreshWatched(name.symbol);
    }
  }

  left(session: BinanceSession): void {
    this.sessions.delete(session);
    this.unsubscribed(session, [...session.streams]);
  }

  closeAll(code: number): void { for (const session of this.sessions) session.close(code); }

  terminateAll(): void { for (const session of this.sessions) session.terminate(); }

  sendToAll(frame: string | Buffer): void { for (const session of this.sessions) session.send(frame, typeof frame !== 'string'); }

  announceShutdown(): void {
    const frame = new WireFrame('!serverShutdown', `{"e":"serverShutdown","E":${this.nowMs + this.faults.skewMs}}`);
    for (const session of this.sessions) session.deliver(frame);
  }

  skipIds(symbol: string | undefined, count: number): void {
    for (const channel of symbol === undefined ? this.channels.values() : [this.required(symbol)]) channel.skipIds(count);
  }

  delist(symbol: string): void {
    const channel = this.required(symbol);
    this.channels.delete(symbol);
    this.byMarketSymbol.delete(channel.symbol);
    this.listed.set(symbol, { ...listingOf(channel.symbol.spec, symbol), status: 'BREAK' });
  }

  list(symbol?: string): string {
    if (symbol !== undefined && this.listed.has(symbol)) throw new RangeError(`list: field "symbol" is "${symbol}", expected one that was never listed`);
    const spare = this.spares.shift();
    if (!spare) throw new RangeError('list: every symbol of this market is listed already');
    const name = symbol ?? spare.spec.symbol;
    this.addListing(spare, name);
    this.refreshWatched(name);
    return name;
  }

  /**
   * Brings the market up to the clock and sends what is due. Above normal speed a round that comes late makes up for the turns that were
   * missed, or a diff would span more market time than a client ties to its trades. Only for so long: a market that is behind lets the
   * sockets breathe.
   */
  round(): void {
    for (const session of this.sessions) session.cork();
    const targetMs = this.setting.clock.nowMs();
    const deadlineMs = Date.now() + CATCH_UP_MS;
    do {
      this.serveAll(this.advance(Math.min(targetMs, this.nextTurnMs), deadlineMs));
    } while (this.nowMs < targetMs && Date.now() < deadlineMs);
    for (const session of this.sessions) session.uncork();
  }

  private serveAll(hasUpdated: boolean): void {
    const isTurn = this.nowMs >= this.nextTurnMs;
    if (isTurn) {
      this.nextTurnMs += this.turnMs;
      this.turns += 1;
    }
    const realMs = Date.now();
    let index = 0;
    for (const channel of this.channels.values()) {
      const isItsTurn = this.setting.speed > 1 ? isTurn && index % BOOK_ROUNDS === this.turns % BOOK_ROUNDS : hasUpdated;
      this.serve(channel, isItsTurn, realMs);
      index += 1;
    }
  }

  private required(symbol: string): SymbolChannel {
    const channel = this.channels.get(symbol);
    if (!channel) throw new RangeError(`field "symbol" is "${symbol}", expected a symbol that trades`);
    return channel;
  }

  private addListing(symbol: DepthSymbol, name: string): void {
    const channel = new SymbolChannel(symbol, name, this.dialect, this.setting.seed, this.nowMs);
    this.listed.set(name, listingOf(symbol.spec, name));
    this.channels.set(name, channel);
    this.byMarketSymbol.set(symbol, channel);
  }

  private refreshWatched(symbol: string): void {
    const kinds = STREAM_KINDS.filter((kind) => this.subscribers.has(streamName(kind, symbol)));
    this.channels.get(symbol)?.watch(new Set(kinds));
  }

  /** In slices, so that the deadline is looked at even where a turn is far. True when books moved. */
  private advance(targetMs: number, deadlineMs: number): boolean {
    let hasUpdated = false;
    do {
      this.nowMs = Math.max(this.nowMs, Math.min(targetMs, this.nowMs + SLICE_MS));
      this.setting.market.run(this.nowMs, (symbol, timeMs) => {
        hasUpdated = true;
        this.byMarketSymbol.get(symbol)?.onUpdate(timeMs);
      });
    } while (this.nowMs < targetMs && Date.now() < deadlineMs);
    return hasUpdated;
  }

  private serve(channel: SymbolChannel, isTurn: boolean, realMs: number): void {
    if (this.faults.isStalled(channel.name, realMs)) {
      channel.forget();
      return;
    }
    this.serveTrades(channel);
    if (isTurn) this.serveBooks(channel);
  }

  private serveTrades(channel: SymbolChannel): void {
    for (const trade of channel.takeTrades()) {
      for (const kind of ['trade', 'aggTrade'] as const) {
        const sessions = this.sessionsOf(kind, channel);
        if (sessions) this.fanOut(sessions, channel.tradeFrame(kind, trade, this.nowMs, this.faults.skewMs));
      }
    }
  }

  private serveBooks(channel: SymbolChannel): void {
    const { faults, nowMs } = this;
    const diffs = this.sessionsOf('diff', channel);
    if (diffs) this.sendDiff(diffs, channel);
    const partials = this.sessionsOf('depth', channel);
    if (partials) this.fanOut(partials, channel.takePartial(nowMs, faults.skewMs, () => faults.takeCross(channel.name)));
    const tops = this.sessionsOf('bookTicker', channel);
    if (tops) this.fanOut(tops, channel.takeTop(nowMs, faults.skewMs));
  }

  private sendDiff(sessions: ReadonlySet<BinanceSession>, channel: SymbolChannel): void {
    const { faults, heldBack } = this;
    const frame = channel.takeDiff(this.nowMs, faults.skewMs, () => faults.takeCross(channel.name));
    if (!frame) return;
    const before = heldBack.get(channel.name);
    if (!before && faults.takeSwap()) {
      heldBack.set(channel.name, frame);
      return;
    }
    for (let copies = faults.takeCopies(); copies > 0; copies -= 1) this.fanOut(sessions, frame);
    if (before) this.fanOut(sessions, before);
    heldBack.delete(channel.name);
  }

  private sessionsOf(kind: StreamKind, channel: SymbolChannel): ReadonlySet<BinanceSession> | undefined {
    return this.subscribers.get(channel.streamOf(kind));
  }

  private fanOut(sessions: ReadonlySet<BinanceSession>, frame: WireFrame | undefined): void {
    if (frame) for (const session of sessions) session.deliver(frame);
  }
}
