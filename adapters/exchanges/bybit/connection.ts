import type { GapCause } from '../../../core/market/events';
import type { MarketFrame } from '../../../core/market/market-frame';
import type { SymbolTable } from '../../../core/market/symbol-table';
import type { MarketClock } from '../../clock';
import type { ConnectionBudget } from '../connection-budget';
import { LoopGuard } from '../loop-guard';
import type { SocketLimits } from '../open-socket';
import { SymbolWatch, type Stall, type SymbolWatchLimits } from '../symbol-watch';
import { monotonicMs, TimerSet } from '../timer-set';
import type { FeedObserver, FrameTap } from '../venue-feed';
import { WebsocketFeed, type FrameVerdict } from '../websocket-feed';
import type { BybitDecoder, DecodedMarket } from './decode';
import type { RejectedRequest } from './decode-answer';
import { pingFrame, subscribeFrame } from './messages';
import { SubscriptionLedger, type SubscriptionRequest } from './subscription-ledger';
import { kindOf, topicOf, type Channel } from './topics';

/** The venue recommends a ping every 20 s (ws/connect page). */
const KEEP_ALIVE_MS = 20_000;
const SYMBOL_TICK_MS = 500;

export interface ConnectionSettings {
  readonly wsUrl: string;
  readonly clock: MarketClock;
  readonly budget: ConnectionBudget;
  readonly random: () => number;
  readonly observer: FeedObserver;
  readonly symbols: SymbolTable;
  /** Fills its frame for every connection in turn. */
  readonly decoder: BybitDecoder;
  readonly tap: FrameTap;
  readonly socketLimits: Partial<SocketLimits>;
  /** Every symbol is subscribed on each of these; the first is the one whose silence counts as a stall. */
  readonly channels: readonly [Channel, ...Channel[]];
  readonly symbolLimits: SymbolWatchLimits;
  /** Longest normal silence of a whole connection with so many symbols. */
  readonly idleLimitMs: (symbolCount: number) => number;
}

export interface ConnectionListener {
  /** The decoder's frame is data that was asked for; `bytes` are what it came in, `updateId` is the number of a book. */
  onFrame(connection: BybitConnection, bytes: Buffer, updateId: number | undefined): void;
  onLost(connection: BybitConnection, cause: GapCause): void;
  onStalled(connection: BybitConnection, stalls: readonly Stall[]): void;
  onTopicRejected(topic: string): void;
}

/** One socket of the venue with its share of the symbols: subscribes, answers rejections, finds stalled symbols. */
export class BybitConnection {
  /** Market time of the last data, or of the connection's creation. */
  lastDataTimeMs: number;
  private symbolSet: ReadonlySet<string> = new Set();
  /** 1 at the ids of `symbolSet`: asked for every frame. */
  private isSubscribed = new Uint8Array(0);
  private readonly kinds: readonly MarketFrame['kind'][];
  private readonly ledger = new SubscriptionLedger();
  private readonly watch: SymbolWatch;
  private readonly timers = new TimerSet();
  private readonly loop = new LoopGuard(monotonicMs(), SYMBOL_TICK_MS + 1_000, SYMBOL_TICK_MS);
  private readonly socket: WebsocketFeed;
  private lastDataMs = Number.NEGATIVE_INFINITY;
  private pings = 0;

  /** `number` tells this connection from the feed's others. */
  constructor(readonly number: number, private readonly settings: ConnectionSettings, private readonly listener: ConnectionListener) {
    this.kinds = settings.channels.map(kindOf);
    this.lastDataTimeMs = settings.clock.nowMs();
    this.watch = new SymbolWatch(settings.symbolLimits);
    this.socket = new WebsocketFeed({
      url: settings.wsUrl, budget: settings.budget, random: settings.random, observer: settings.observer, limits: settings.socketLimits,
      keepAlive: { everyMs: KEEP_ALIVE_MS, frame: () => this.told(pingFrame(`ping-${++this.pings}`)) },
      handlers: {
        onOpen: () => { this.opened(); },
        onFrame: (frame) => this.frame(frame),
        onLost: (cause) => { this.lost(cause); },
        idleLimitMs: () => (this.symbolSet.size === 0 ? undefined : settings.idleLimitMs(this.symbolSet.size)),
      },
    });
  }

  get symbols(): ReadonlySet<string> {
    return this.symbolSet;
  }

  isRejected(channel: Channel, symbol: string): boolean {
    return this.ledger.isRejected(topicOf(channel, symbol));
  }

  /** Replaces the symbols; connects with the first ones. */
  setSymbols(symbols: readonly string[]): void {
    const before = this.symbolSet;
    this.symbolSet = new Set(symbols);
    this.isSubscribed = this.flagsOf(symbols);
    for (const symbol of before) if (!this.symbolSet.has(symbol)) this.watch.forget(this.idOf(symbol));
    this.send(this.ledger.replace(symbols.flatMap((symbol) => this.topicsOf(symbol))));
    if (this.socket.state === 'open') this.expect(symbols.filter((symbol) => !before.has(symbol)));
    if (this.socket.state !== 'idle' || symbols.length === 0) return;
    this.socket.start();
    this.timers.everyAfterReads('symbols', SYMBOL_TICK_MS, () => { this.findStalls(); });
  }

  async stop(): Promise<void> {
    this.timers.clear();
    await this.socket.stop();
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

  private topicsOf(symbol: string): string[] {
    return this.settings.channels.map((channel) => topicOf(channel, symbol));
  }

  private opened(): void {
    this.send(this.ledger.opened());
    this.expect([...this.symbolSet]);
  }

  private expect(symbols: readonly string[]): void {
    for (const symbol of symbols) this.watch.expect(this.idOf(symbol), monotonicMs(), this.settings.clock.nowMs());
  }

  private send(requests: readonly SubscriptionRequest[]): void {
    const topics = requests.reduce((sum, request) => sum + (request.op === 'subscribe' ? request.topics.length : 0), 0);
    if (topics > 0) this.settings.observer.note({ event: 'subscribing', topics });
    for (const { op, requestId, topics: args } of requests) {
      this.socket.send(this.told(subscribeFrame(op, requestId, args)));
    }
  }

  /** The text, once the tap knows that it is sent. */
  private told(text: string): string {
    this.settings.tap.sent(this.number, text, this.settings.clock.nowMs());
    return text;
  }

  private lost(cause: GapCause): void {
    this.ledger.closed();
    this.lastDataMs = Number.NEGATIVE_INFINITY;
    for (const symbol of this.symbolSet) this.watch.forget(this.idOf(symbol));
    this.listener.onLost(this, cause);
  }

  private frame(bytes: Buffer): FrameVerdict {
    const { clock, decoder, tap } = this.settings;
    const receivedTimeMs = clock.nowMs();
    const decoded = decoder.decode(bytes, receivedTimeMs);
    if (decoded.kind === 'market') return this.marketFrame(decoded, bytes, receivedTimeMs);
    tap.otherFrame(this.number, bytes, receivedTimeMs);
    switch (decoded.kind) {
      case 'pong': return 'control';
      case 'acknowledged': this.ledger.acknowledged(decoded.requestId); return 'control';
      case 'rejected': this.requestRejected(decoded); return 'control';
      case 'refused': return { refused: decoded.reason, isMalformed: decoded.isMalformed };
    }
  }

  private marketFrame({ rejectedFields, updateId }: DecodedMarket, bytes: Buffer, receivedTimeMs: number): FrameVerdict {
    const { decoder: { frame }, tap } = this.settings;
    // Still on its way when we unsubscribed: true, but nobody wants it and it proves nothing about what we want.
    if (this.isSubscribed[frame.symbolId] !== 1 || !this.kinds.includes(frame.kind)) {
      tap.otherFrame(this.number, bytes, receivedTimeMs);
      return 'control';
    }
    const nowMs = this.socket.readMs;
    this.lastDataMs = nowMs;
    this.lastDataTimeMs = receivedTimeMs;
    if (frame.kind === this.kinds[0]) this.watch.data(frame.symbolId, nowMs, receivedTimeMs);
    if (rejectedFields.length > 0) this.noteRejected(frame.kind, rejectedFields, bytes);
    this.listener.onFrame(this, bytes, updateId);
    return 'data';
  }

  private noteRejected(kind: MarketFrame['kind'], fields: readonly string[], bytes: Buffer): void {
    const channel = this.settings.channels[this.kinds.indexOf(kind)];
    this.socket.noteRefused(`field rejected: ${channel ?? kind} ${fields[0] ?? ''}`, bytes);
  }

  private requestRejected(answer: RejectedRequest): void {
    const { retry, rejected } = this.ledger.rejected(answer);
    for (const topic of rejected) {
      this.settings.observer.note({ event: 'topic-rejected', topic, message: answer.message });
      this.listener.onTopicRejected(topic);
    }
    this.send(retry);
  }

  private findStalls(): void {
    const nowMs = monotonicMs();
    const mayJudge = this.loop.mayJudge(nowMs);
    // A connection that is silent as a whole is the socket's matter, not the symbols'.
    const isDelivering = nowMs - this.lastDataMs < this.settings.idleLimitMs(this.symbolSet.size) / 2;
    if (!mayJudge || !isDelivering || this.socket.state !== 'open') return;
    const stalls = this.watch.stalled(nowMs);
    if (stalls.length === 0) return;
    this.listener.onStalled(this, stalls);
    this.send(this.ledger.renew(stalls.flatMap(({ symbolId }) => this.topicsOf(this.settings.symbols.nameOf(symbolId)))));
  }
}
