import type { Socket } from 'node:net';
import { type RawData, WebSocket } from 'ws';
import type { DepthFaults } from './depth-faults';
import { RateWindow } from './rate-window';
import { type ClientRequest, readRequest } from './request';
import type { WireFrame } from './wire-frame';

const MAX_BUFFERED_BYTES = 32 * 1_024 * 1_024;
const MOST_STREAMS = 1_024;
/** The venue's code for a client that breaks its rules. */
const POLICY_VIOLATION = 1_008;

/** Limits of one connection, in real time. */
export interface SessionLimits {
  readonly messagesPerSecond: number;
  readonly pingEveryMs: number;
  readonly pongWithinMs: number;
  /** A connection ends after this long. */
  readonly lifetimeMs: number;
}

/** What a connection asks of the venue. */
export interface BinanceSessionHost {
  readonly faults: DepthFaults;
  readonly limits: SessionLimits;
  subscribed(session: BinanceSession, streams: readonly string[]): void;
  unsubscribed(session: BinanceSession, streams: readonly string[]): void;
  left(session: BinanceSession): void;
}

/** One client connection: its requests, its streams and its limits. Every stream is accepted, whether or not anything ever comes on it. */
export class BinanceSession {
  readonly streams = new Set<string>();
  private readonly messages: RateWindow;
  private readonly timers: NodeJS.Timeout[];
  private lastPongMs = Date.now();

  /** `path` names the class of streams that this connection gets; `isCombined` their envelope. */
  constructor(private readonly socket: WebSocket, private readonly tcp: Socket, readonly path: string, private isCombined: boolean, private readonly host: BinanceSessionHost) {
    const { limits } = host;
    this.messages = new RateWindow(limits.messagesPerSecond, 1_000);
    this.timers = [setInterval(() => { this.ping(); }, limits.pingEveryMs), setTimeout(() => { this.close(1_001); }, limits.lifetimeMs)];
    socket.on('message', (data) => { this.receive(data); });
    socket.on('ping', (data) => { if (this.counts() && !host.faults.isMute()) socket.pong(data); });
    socket.on('pong', () => { if (this.counts()) this.lastPongMs = Date.now(); });
    socket.on('close', () => { this.end(); });
    socket.on('error', () => { socket.terminate(); });
  }

  /** Streams named in the URL. */
  begin(streams: readonly string[]): void {
    if (streams.length > 0) this.subscribe(streams);
  }

  deliver(frame: WireFrame): void {
    if (this.socket.readyState === WebSocket.OPEN) this.send(this.isCombined ? frame.combined() : frame.raw(), false);
  }

  /** A client that does not read is cut rather than buffered for without end. */
  send(bytes: string | Buffer, binary: boolean): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    if (this.socket.bufferedAmount > MAX_BUFFERED_BYTES) this.socket.terminate();
    else this.socket.send(bytes, { binary });
  }

  /** Gathers the frames of one round into few writes. */
  cork(): void { this.tcp.cork(); }

  uncork(): void { this.tcp.uncork(); }

  /** 1006 cannot be sent: it stands for a connection that breaks off. */
  close(code: number, reason = ''): void {
    if (code === 1_006) this.tcp.resetAndDestroy();
    else this.socket.close(code, reason);
  }

  terminate(): void { this.socket.terminate(); }

  private end(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.host.left(this);
  }

  private ping(): void {
    const nowMs = Date.now();
    if (nowMs - this.lastPongMs > this.host.limits.pongWithinMs + this.host.limits.pingEveryMs) this.socket.terminate();
    else if (!this.host.faults.isMute() && this.socket.readyState === WebSocket.OPEN) this.socket.ping(String(nowMs));
  }

  /** Every message counts, control frames included. */
  private counts(): boolean {
    if (this.messages.take(Date.now())) return true;
    this.close(POLICY_VIOLATION, 'Too many requests');
    return false;
  }

  private receive(data: RawData): void {
    if (!this.counts() || this.host.faults.isMute()) return;
    const read = readRequest((data as Buffer).toString('utf8'));
    if ('error' in read) this.send(read.error, false);
    else this.answer(read.request);
  }

  private answer(request: ClientRequest): void {
    const { id } = request;
    const reply = (result: unknown): void => { this.send(JSON.stringify({ result, id }), false); };
    switch (request.method) {
      case 'SUBSCRIBE': return this.subscribe(request.params, () => { reply(null); });
      case 'UNSUBSCRIBE': return this.unsubscribe(request.params, () => { reply(null); });
      case 'LIST_SUBSCRIPTIONS': return reply([...this.streams]);
      case 'SET_PROPERTY':
        [, this.isCombined] = request.params;
        return reply(null);
      case 'GET_PROPERTY': return reply(this.isCombined);
    }
  }

  private subscribe(streams: readonly string[], acknowledge = (): void => undefined): void {
    const fresh = [...new Set(streams)].filter((stream) => !this.streams.has(stream));
    if (this.streams.size + fresh.length > MOST_STREAMS) {
      this.close(POLICY_VIOLATION, 'Too many streams');
      return;
    }
    for (const stream of fresh) this.streams.add(stream);
    acknowledge();
    if (!this.host.faults.isAckNoFanout) this.host.subscribed(this, fresh);
  }

  private unsubscribe(streams: readonly string[], acknowledge: () => void): void {
    const gone = streams.filter((stream) => this.streams.delete(stream));
    this.host.unsubscribed(this, gone);
    acknowledge();
  }
}
