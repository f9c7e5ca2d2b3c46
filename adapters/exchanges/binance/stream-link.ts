import type { GapCause } from '../../../core/market/events';
import type { SymbolId } from '../../../core/market/symbol-table';
import type { MarketClock } from '../../clock';
import type { ConnectionBudget } from '../connection-budget';
import type { SocketLimits } from '../open-socket';
import { monotonicMs, TimerSet } from '../timer-set';
import type { FeedObserver, FrameTap } from '../venue-feed';
import { WebsocketFeed, type FrameVerdict } from '../websocket-feed';
import { requestFrame } from './messages';
import { RequestPacer } from './request-pacer';
import { StreamLedger } from './stream-ledger';

/** What was refused is asked for again after so long: a symbol that is not listed yet, or a venue in trouble. */
const REFUSED_RETRY_MS = 30_000;

export interface LinkSettings {
  readonly url: string;
  readonly clock: MarketClock;
  readonly budget: ConnectionBudget;
  readonly random: () => number;
  readonly observer: FeedObserver;
  readonly tap: FrameTap;
  readonly socketLimits: Partial<SocketLimits>;
}

export interface LinkHandlers {
  onOpen(link: StreamLink): void;
  onFrame(link: StreamLink, frame: Buffer): FrameVerdict;
  onLost(link: StreamLink, cause: GapCause): void;
  idleLimitMs(): number | undefined;
}

/** One socket to the venue and the streams that are asked for on it. Reconnects and asks again by itself, until it is stopped. */
export class StreamLink {
  /** Symbols that have delivered since the socket opened. */
  readonly seen = new Set<SymbolId>();
  private readonly ledger = new StreamLedger();
  private readonly pacer = new RequestPacer(() => this.sendNext());
  private readonly timers = new TimerSet();
  private readonly socket: WebsocketFeed;
  private settledSinceMs = Number.POSITIVE_INFINITY;

  /** `number` tells this link from the feed's others. */
  constructor(readonly number: number, private readonly settings: LinkSettings, handlers: LinkHandlers) {
    const { url, budget, random, observer, socketLimits } = settings;
    this.socket = new WebsocketFeed({
      url, budget, random, observer, limits: socketLimits,
      handlers: {
        onOpen: () => {
          this.opened();
          handlers.onOpen(this);
        },
        onFrame: (frame) => handlers.onFrame(this, frame),
        onLost: (cause) => { handlers.onLost(this, cause); },
        idleLimitMs: () => handlers.idleLimitMs(),
      },
    });
  }

  get isOpen(): boolean {
    return this.socket.state === 'open';
  }

  get isStarted(): boolean {
    return this.socket.state !== 'idle';
  }

  /** Monotonic ms of the present read of the socket. */
  get readMs(): number {
    return this.socket.readMs;
  }

  /** For how long the venue has confirmed all that is wanted; 0 while it has not. */
  settledForMs(nowMs: number): number {
    return this.isOpen && this.ledger.isSettled ? Math.max(0, nowMs - this.settledSinceMs) : 0;
  }

  start(): void {
    this.socket.start();
  }

  setStreams(streams: readonly string[]): void {
    this.ledger.replace(streams);
    this.wake();
  }

  /** Drops and renews single streams. */
  renew(streams: readonly string[]): void {
    this.ledger.renew(streams);
    this.wake();
  }

  acknowledged(requestId: number): void {
    this.ledger.acknowledged(requestId);
    if (this.ledger.isSettled) this.settledSinceMs = monotonicMs();
  }

  /** The streams that the venue will not deliver. */
  rejected(requestId: number | undefined): readonly string[] {
    const streams = this.ledger.rejected(requestId);
    if (streams.length > 0) {
      this.timers.after('refused', REFUSED_RETRY_MS, () => {
        this.ledger.pardon();
        this.wake();
      });
    }
    return streams;
  }

  async stop(): Promise<void> {
    this.timers.clear();
    this.pacer.stop();
    await this.socket.stop();
  }

  private opened(): void {
    this.ledger.opened();
    this.seen.clear();
    this.settledSinceMs = Number.POSITIVE_INFINITY;
    this.wake();
  }

  private wake(): void {
    if (this.isOpen) this.pacer.wake();
  }

  private sendNext(): boolean {
    const request = this.isOpen ? this.ledger.next() : undefined;
    if (request === undefined) return false;
    if (request.method === 'SUBSCRIBE') this.settings.observer.note({ event: 'subscribing', topics: request.streams.length });
    const text = requestFrame(request.method, request.streams, request.id);
    this.settings.tap.sent(this.number, text, this.settings.clock.nowMs());
    return this.socket.send(text);
  }
}
