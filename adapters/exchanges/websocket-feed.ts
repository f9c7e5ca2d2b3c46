import type { GapCause } from '../../core/market/events';
import { fullJitterDelayMs } from '../../core/retry/full-jitter';
import { perTurn } from '../clock';
import { assertUrl } from './assert-url';
import type { ConnectionBudget } from './connection-budget';
import type { FeedSocket } from './feed-socket';
import { FrameQuality, NoteThrottle, sampleOf } from './frame-quality';
import { DEFAULT_SOCKET_LIMITS, describeError, openSocket, type SocketLimits } from './open-socket';
import { askedWaitMs } from './retry-after';
import { monotonicMs, TimerSet } from './timer-set';
import type { FeedObserver } from './venue-feed';
import { Watchdog } from './watchdog';

/** What a venue's dialect made of one frame. Only `data` feeds the data watchdog and resets the back-off. */
export type FrameVerdict = 'data' | 'control' | { readonly refused: string; readonly isMalformed: boolean };

/** The venue's side of a socket. Every callback is synchronous and must not throw. */
export interface SocketHandlers {
  /** The socket is open: send the whole subscription. */
  onOpen(): void;
  /** One message. The bytes are valid only during the call: whoever wants to keep them copies them. */
  onFrame(frame: Buffer): FrameVerdict;
  /** The connection is lost; called once per loss, before any retry. Attempts that never opened are losses too. */
  onLost(cause: GapCause): void;
  /** Longest silence of data that is normal just now; `undefined` while nothing is subscribed. */
  idleLimitMs(): number | undefined;
}

export interface WebsocketFeedOptions {
  readonly url: string;
  readonly budget: ConnectionBudget;
  readonly random: () => number;
  readonly observer: FeedObserver;
  readonly handlers: SocketHandlers;
  /** The venue's own heartbeat message, beside the protocol's pings. */
  readonly keepAlive?: { readonly everyMs: number; readonly frame: () => string };
  readonly limits?: Partial<SocketLimits>;
}

type State = 'idle' | 'waiting' | 'connecting' | 'open' | 'stopped';

/**
 * One resilient socket, the same for every venue: bounded connect, back-off with full jitter that only data resets,
 * the venue's connection budget, two watchdogs, and limits on what a peer can make us hold in memory.
 */
export class WebsocketFeed {
  private readonly limits: SocketLimits;
  private readonly timers = new TimerSet();
  private readonly throttle = new NoteThrottle();
  /** What one read brought arrived together. */
  private readonly clock = perTurn({ nowMs: monotonicMs });
  private quality = new FrameQuality();
  private socket: FeedSocket | undefined;
  private judgedMs = Number.NaN;
  private watchdog: Watchdog | undefined;
  private attempt = 0;
  private current: State = 'idle';

  /** Throws when the URL is not one of a WebSocket. */
  constructor(private readonly options: WebsocketFeedOptions) {
    assertUrl('WebSocket URL', options.url, ['ws:', 'wss:']);
    this.limits = { ...DEFAULT_SOCKET_LIMITS, ...options.limits };
  }

  get state(): State {
    return this.current;
  }

  /** Monotonic milliseconds of the present read of the socket. */
  get readMs(): number {
    return this.clock.nowMs();
  }

  /** Begins connecting; later calls do nothing. */
  start(): void {
    if (this.current === 'idle') this.connectWhenAllowed('start');
  }

  /** Sends one text frame; false when the socket is not open (the next `onOpen` subscribes everything anyway). */
  send(text: string): boolean {
    if (this.socket?.isOpen !== true) return false;
    this.socket.send(text);
    this.watchdog?.expectData(monotonicMs());
    return true;
  }

  /** Cuts the connection for a reason that the venue's dialect found, and reconnects. */
  cut(cause: GapCause, detail: string): void {
    if (this.socket !== undefined) this.lose(this.socket, cause, detail);
  }

  /** Ends the socket and every timer; no callback follows. Resolves when the socket has gone. */
  async stop(): Promise<void> {
    this.current = 'stopped';
    this.timers.clear();
    const socket = this.socket;
    this.socket = undefined;
    await socket?.end();
  }

  private connectWhenAllowed(cause: string): void {
    const delayMs = cause === 'start' ? 0 : fullJitterDelayMs(this.attempt++, this.options.random, this.limits.backoff);
    const budgetMs = this.options.budget.waitMs(monotonicMs());
    if (cause !== 'start' || budgetMs > 0) this.sayWaiting(cause, delayMs, budgetMs);
    this.current = 'waiting';
    if (delayMs === 0 && budgetMs === 0 && cause === 'start') this.connect();
    else this.timers.after('retry', Math.max(delayMs, budgetMs === 0 ? 0 : Math.ceil(budgetMs) + 1), () => { this.connect(); });
  }

  private sayWaiting(cause: string, delayMs: number, budgetMs: number): void {
    const { budget, url, observer } = this.options;
    const isBlocked = budget.isBlocked(monotonicMs());
    const { connects, windowMs } = budget.bounds;
    const why = isBlocked ? 'the venue asked us to wait' : `connection budget of ${connects} per ${windowMs / 1_000} s is used up`;
    const text = budgetMs > delayMs ? `${cause}; ${why}` : cause;
    observer.note({ event: 'disconnected', url, cause: text, retryInMs: Math.ceil(Math.max(delayMs, budgetMs)) });
  }

  private connect(): void {
    if (this.current === 'stopped') return;
    const nowMs = monotonicMs();
    if (!this.options.budget.take(nowMs)) {
      // Another connection of this venue took the place that this one was waiting for.
      const budgetMs = this.options.budget.waitMs(nowMs);
      this.sayWaiting('waiting', 0, budgetMs);
      this.timers.after('retry', budgetMs + 1, () => { this.connect(); });
      return;
    }
    this.current = 'connecting';
    this.options.observer.note({ event: 'connecting', url: this.options.url });
    const socket = this.open();
    this.socket = socket;
    this.quality = new FrameQuality();
    this.timers.after('connect', this.limits.connectTimeoutMs, () => {
      this.lose(socket, 'disconnect', `no WebSocket upgrade within ${this.limits.connectTimeoutMs} ms`);
    });
  }

  private open(): FeedSocket {
    const socket: FeedSocket = openSocket(this.options.url, this.limits, {
      opened: () => { this.opened(socket); },
      frame: (bytes, start, end) => { this.message(socket, bytes, start, end); },
      control: () => { this.control(socket); },
      refused: (status, retryAfter) => { this.refusedUpgrade(socket, status, retryAfter); },
      failed: (error) => { this.lose(socket, 'disconnect', describeError(error)); },
      closed: (code) => { this.lose(socket, 'disconnect', `closed with code ${code}`); },
    });
    return socket;
  }

  private opened(socket: FeedSocket): void {
    if (socket !== this.socket) return;
    this.timers.cancel('connect');
    this.current = 'open';
    this.watchdog = new Watchdog(this.limits, monotonicMs());
    this.timers.everyAfterReads('watch', this.limits.tickMs, () => { this.tick(socket); });
    const keepAlive = this.options.keepAlive;
    if (keepAlive !== undefined) {
      this.timers.every('keep-alive', keepAlive.everyMs, () => { socket.send(keepAlive.frame()); });
    }
    this.options.observer.note({ event: 'connected', url: this.options.url });
    this.options.handlers.onOpen();
  }

  private message(socket: FeedSocket, bytes: Buffer, start: number, end: number): void {
    if (socket !== this.socket) return;
    const nowMs = this.clock.nowMs();
    this.watchdog?.heard(nowMs);
    const frame = end - start === bytes.length ? bytes : bytes.subarray(start, end);
    const verdict = this.options.handlers.onFrame(frame);
    // A handler may have cut this very connection.
    if (socket !== this.socket) return;
    if (verdict === 'data') this.heardData(nowMs);
    if (typeof verdict === 'object') this.noteRefused(verdict.refused, frame);
    const isMalformed = typeof verdict === 'object' && verdict.isMalformed;
    if (this.quality.count(isMalformed)) this.lose(socket, 'disconnect', 'more than 1 % of the last frames are malformed');
    else this.judge(socket, nowMs);
  }

  private heardData(nowMs: number): void {
    this.attempt = 0;
    this.watchdog?.data(nowMs);
  }

  /** Notes a frame, or a part of it, that could not be used: at most once per reason and minute. */
  noteRefused(reason: string, frame: Buffer): void {
    if (!this.throttle.mayNote(reason, monotonicMs())) return;
    this.options.observer.note({ event: 'frame-refused', cause: reason, sample: sampleOf(frame) });
  }

  private control(socket: FeedSocket): void {
    if (socket !== this.socket) return;
    const nowMs = this.clock.nowMs();
    this.watchdog?.heard(nowMs);
    this.judge(socket, nowMs);
  }

  /** Once per read: no age has grown since, and data can only have made them smaller. */
  private judge(socket: FeedSocket, nowMs: number): void {
    if (nowMs === this.judgedMs) return;
    this.judgedMs = nowMs;
    const idleLimitMs = this.options.handlers.idleLimitMs();
    if (idleLimitMs === undefined) return;
    const cause = this.watchdog?.judgeOnFrame(nowMs, idleLimitMs);
    if (cause !== undefined) this.lose(socket, cause, sayCut(cause));
  }

  private tick(socket: FeedSocket): void {
    const idleLimitMs = this.options.handlers.idleLimitMs();
    if (idleLimitMs === undefined) this.watchdog?.expectSilence();
    const answer = this.watchdog?.tick(monotonicMs(), idleLimitMs ?? Number.POSITIVE_INFINITY);
    if (answer?.cut !== undefined) this.lose(socket, answer.cut, sayCut(answer.cut));
    else if (answer?.shouldPing === true) socket.ping();
  }

  private refusedUpgrade(socket: FeedSocket, status: number, retryAfter: string | undefined): void {
    const waitMs = askedWaitMs(status, retryAfter, Date.now());
    if (waitMs > 0) this.options.budget.blockUntil(monotonicMs() + waitMs);
    this.lose(socket, 'disconnect', `HTTP ${status} instead of a WebSocket upgrade`);
  }

  /** The one way out of a connection: at most once per socket, whichever event comes first. */
  private lose(socket: FeedSocket, cause: GapCause, detail: string): void {
    if (socket !== this.socket || this.current === 'stopped') return;
    this.socket = undefined;
    this.watchdog = undefined;
    for (const name of ['connect', 'watch', 'keep-alive']) this.timers.cancel(name);
    void socket.end();
    this.current = 'waiting';
    this.options.handlers.onLost(cause);
    if (!this.isStopped()) this.connectWhenAllowed(detail);
  }

  /** A callback may have stopped this feed. */
  private isStopped(): boolean {
    return this.current === 'stopped';
  }
}

const sayCut = (cause: GapCause): string =>
  ({ 'pong-timeout': 'pings unanswered', 'data-stall': 'data stopped', 'no-first-data': 'no data after subscribing' } as Partial<Record<GapCause, string>>)[cause] ?? cause;
