import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Market } from '../../core/contracts/common';
import { WHALE_FEED_SCHEMA, type WhaleChange, type WhaleFeedMessage } from '../../core/contracts/whale-feed';
import type { WhaleOrder } from '../../core/contracts/whale-order';
import { monotonicMs } from '../exchanges/timer-set';
import { ChangeBatch } from './change-batch';
import { FeedSubscriber, type SubscriberLimits } from './feed-subscriber';

export interface WhaleFeedServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** What a stream task must say first; must not be empty. */
  readonly token: string;
  readonly market: Market;
  /** Every hot level as it stands. */
  readonly snapshot: () => readonly WhaleOrder[];
  /** Answered as JSON to `GET /health`, which asks for no token. */
  readonly health?: () => object;
  /** Stamp of the messages, epoch ms. */
  readonly nowMs?: () => number;
  readonly onProblem?: (cause: string) => void;
  readonly limits?: Partial<FeedLimits>;
}

export interface FeedLimits extends SubscriberLimits {
  readonly batchMs: number;
  readonly heartbeatMs: number;
  readonly maxSubscribers: number;
}

const LIMITS: FeedLimits = { helloMs: 5_000, maxQueuedBytes: 4 * 1024 * 1024, batchMs: 100, heartbeatMs: 1_000, maxSubscribers: 100 };

/** The scanner's end of the internal feed (core/contracts/whale-feed.ts). */
export interface WhaleFeedServer {
  /** Resolves with the port once clients may come; rejects when the port cannot be had. */
  start(): Promise<number>;
  /** Passed on within `batchMs`, the latest of each level. */
  publish(changes: readonly WhaleChange[]): void;
  /** Sockets that are open. */
  readonly subscribers: number;
  stop(): Promise<void>;
}

/** @throws RangeError for an empty token, which would let everyone in. */
export const makeWhaleFeedServer = (options: WhaleFeedServerOptions): WhaleFeedServer => {
  if (options.token.length < 16) throw new RangeError(`token of the whale feed has ${options.token.length} characters: expected 16 or more`);
  return new FeedServer(options);
};

class FeedServer implements WhaleFeedServer {
  private readonly limits: FeedLimits;
  private readonly batch = new ChangeBatch();
  private readonly open = new Map<WebSocket, FeedSubscriber>();
  private readonly http = createServer({ maxHeaderSize: 8_192, headersTimeout: 5_000, requestTimeout: 5_000, connectionsCheckingInterval: 1_000 });
  private readonly sockets = new WebSocketServer({ server: this.http, maxPayload: 4_096, perMessageDeflate: false, clientTracking: false });
  private timer: NodeJS.Timeout | undefined;
  private sequence = 0;
  private saidMs = monotonicMs();

  constructor(private readonly options: WhaleFeedServerOptions) {
    this.limits = { ...LIMITS, ...options.limits };
    this.http.on('request', (request, response) => { this.answer(request, response); });
    this.sockets.on('connection', (socket) => { this.accept(socket); });
  }

  get subscribers(): number {
    return this.open.size;
  }

  async start(): Promise<number> {
    const { host, port } = this.options;
    await new Promise<void>((resolve, reject) => {
      // The WebSocket server hears the errors of its HTTP server.
      this.sockets.once('error', reject);
      this.http.listen(port, host, () => {
        this.sockets.off('error', reject);
        resolve();
      });
    });
    this.sockets.on('error', (error) => { this.options.onProblem?.(error.message); });
    this.timer = setInterval(() => { this.tick(); }, this.limits.batchMs);
    return (this.http.address() as AddressInfo).port;
  }

  publish(changes: readonly WhaleChange[]): void {
    for (const change of changes) this.batch.add(change);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    if (!this.batch.isEmpty) this.tick();
    for (const socket of this.open.keys()) {
      socket.close(1001);
      setTimeout(() => { socket.terminate(); }, 500).unref();
    }
    this.sockets.close();
    await new Promise<void>((resolve) => {
      this.http.close(() => { resolve(); });
      this.http.closeIdleConnections();
    });
  }

  private accept(socket: WebSocket): void {
    // Stays for the socket's whole life: an unhandled 'error' event would end the process.
    socket.on('error', (error) => { this.options.onProblem?.(error.message); });
    if (this.open.size >= this.limits.maxSubscribers) {
      socket.close(1013, 'too many stream tasks');
      return;
    }
    this.open.set(socket, new FeedSubscriber({
      socket, token: this.options.token, limits: this.limits, welcome: () => this.snapshot(), onProblem: (cause) => { this.options.onProblem?.(cause); },
    }));
    socket.on('close', () => { this.open.delete(socket); });
  }

  private tick(): void {
    if (!this.batch.isEmpty) this.say({ kind: 'changes', changes: this.batch.take() });
    else if (monotonicMs() - this.saidMs >= this.limits.heartbeatMs) this.say({ kind: 'heartbeat' });
  }

  /** One text for everyone: who comes later has a snapshot that repeats the number of the last message. */
  private say(news: { readonly kind: 'heartbeat' } | { readonly kind: 'changes'; readonly changes: WhaleChange[] }): void {
    this.saidMs = monotonicMs();
    this.sequence += 1;
    const text = JSON.stringify({ ...this.head(), ...news } satisfies WhaleFeedMessage);
    for (const subscriber of this.open.values()) subscriber.send(text);
  }

  /** What still waits goes out first: it is older than the snapshot. */
  private snapshot(): string {
    if (!this.batch.isEmpty) this.tick();
    const message: WhaleFeedMessage = { ...this.head(), kind: 'snapshot', market: this.options.market, orders: [...this.options.snapshot()] };
    return JSON.stringify(message);
  }

  private head() {
    return { schema: WHALE_FEED_SCHEMA, sequence: this.sequence, sent_time_ms: (this.options.nowMs ?? Date.now)() } as const;
  }

  private answer({ method, url }: IncomingMessage, response: ServerResponse): void {
    const isHealth = method === 'GET' && url === '/health';
    const body = JSON.stringify(isHealth ? this.options.health?.() ?? { status: 'ok' } : { error: 'not found' });
    response.writeHead(isHealth ? 200 : 404, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
  }
}
