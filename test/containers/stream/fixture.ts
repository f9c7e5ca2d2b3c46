import { connect, type Socket } from 'node:net';
import WebSocket from 'ws';
import type { TokenStore } from '../../../adapters/aws/token-store';
import { createLogger } from '../../../adapters/logging';
import { issueToken } from '../../../adapters/stream-tokens/token-text';
import { DEFAULT_GATE } from '../../../containers/stream/connection-gate';
import { DEFAULT_FAULT_LOCK } from '../../../containers/stream/fault-lock';
import { CLIENT_LIMITS } from '../../../containers/stream/socket-client';
import { StreamHub } from '../../../containers/stream/stream-hub';
import { StreamServer, type StreamServerOptions } from '../../../containers/stream/stream-server';
import type { StreamToken, TokenTier } from '../../../core/contracts/stream-token';
import type { WhaleOrder } from '../../../core/contracts/whale-order';
import { parseWhaleStream, type WhaleStreamMessage } from '../../../core/contracts/whale-stream';
import { until } from '../../support/until';

const closers: (() => Promise<unknown> | void)[] = [];

/** Ends everything that a test has opened, the last first. */
export const closeAll = async (): Promise<void> => { for (const close of closers.splice(0).reverse()) await close(); };

/** A table of tokens in memory, which a test can make fail. */
export class MemoryTokens implements TokenStore {
  readonly tokens = new Map<string, StreamToken>();
  isDown = false;
  reads = 0;
  private count = 0;

  async get(tokenId: string) {
    this.reads += 1;
    this.mayAnswer();
    return this.tokens.get(tokenId);
  }

  async put(token: StreamToken) { this.tokens.set(token.token_id, token); }

  async revoke(tokenId: string, nowMs: number) {
    this.mayAnswer();
    const token = this.tokens.get(tokenId);
    if (token === undefined) return false;
    this.tokens.set(tokenId, { ...token, revoked_at: Math.floor(nowMs / 1_000) });
    this.count += 1;
    return true;
  }

  async revocations() {
    this.mayAnswer();
    return this.count;
  }

  async list() { return [...this.tokens.values()]; }

  /** The text of a new token. */
  issue(tier: TokenTier, nowMs = Date.now(), days = 1): string {
    const { text, stored } = issueToken({ tier, label: `a ${tier} client`, days }, nowMs);
    this.tokens.set(stored.token_id, stored);
    return text;
  }

  private mayAnswer(): void {
    if (this.isDown) throw new Error('the table does not answer');
  }
}

export const idOf = (text: string): string => text.split('_')[2] ?? '';

export type ServerChoice = Partial<Pick<StreamServerOptions, 'gate' | 'client' | 'faultLock' | 'guard' | 'waits' | 'hostPolicy' | 'trustedProxyHops' | 'epochMs' | 'activity'>> & {
  readonly orders?: readonly WhaleOrder[];
  readonly isReady?: boolean;
  /** No time passes for delays, limits and locks but what the test skips, however long a busy machine takes. */
  readonly isClockStill?: boolean;
};

/** A server on a free port of loopback, with a hub that the test feeds; the market's clock runs as the test says. */
export const startServer = async ({ orders = [], isReady = true, isClockStill = false, ...choice }: ServerChoice = {}) => {
  const clock = { skewMs: 0 };
  const startMs = performance.now();
  const elapsedMs = (): number => (isClockStill ? startMs : performance.now()) + clock.skewMs;
  const lines: string[] = [];
  const tokens = new MemoryTokens();
  const hub = new StreamHub(() => ({ elapsedMs: elapsedMs(), timeMs: Math.round(1_700_000_000_000 + clock.skewMs) }));
  if (isReady) hub.acceptSnapshot('simulated', orders, 0);
  const server = new StreamServer({
    host: '127.0.0.1', port: 0, trustedProxyHops: 0, gate: DEFAULT_GATE, client: CLIENT_LIMITS, faultLock: DEFAULT_FAULT_LOCK,
    hostPolicy: { allowedOrigins: new Set(['https://app.example.com']), allowedHosts: new Set(['127.0.0.1', 'localhost']) },
    hub, activity: undefined, tokens, health: () => ({ feed: { connected: true, age_ms: 5 } }), epochMs: Date.now, random: () => 0.5,
    time: () => ({ elapsedMs: elapsedMs(), timeMs: 1_700_000_000_000 }),
    logger: createLogger({ service: 'stream', level: 'debug', write: (line) => { lines.push(line); } }),
    ...choice, waits: { resumeMs: 10, wrongMs: 5, ...choice.waits }, guard: { pollMs: 50, ...choice.guard },
  });
  const port = await server.start();
  closers.push(() => server.stop());
  return { server, hub, tokens, clock, lines, port, url: `ws://127.0.0.1:${port}` };
};

export interface DialOptions {
  readonly headers?: Record<string, string>;
  readonly protocols?: string[];
  readonly origin?: string;
  readonly firstText?: string;
  readonly localAddress?: string;
}

/** A client by hand: what came, how it ended. `code` 0: open; the HTTP status where it was refused. */
export class Dialled {
  readonly texts: string[] = [];
  code = 0;
  reason = '';
  status = 0;
  retryAfter: string | undefined;
  isOpen = false;

  constructor(readonly socket: WebSocket, firstText: string | undefined) {
    socket.on('open', () => {
      this.isOpen = true;
      if (firstText !== undefined) socket.send(firstText);
    });
    socket.on('message', (data: Buffer) => { this.texts.push(data.toString()); });
    socket.on('close', (code, reason) => { this.code = code; this.reason = reason.toString(); });
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (request, response) => {
      this.status = response.statusCode ?? 0;
      this.retryAfter = response.headers['retry-after'];
      response.resume();
      request.destroy();
    });
  }

  get messages(): WhaleStreamMessage[] {
    return this.texts.map((text) => parseWhaleStream(JSON.parse(text)));
  }

  /** Numbers and kinds of what came. */
  get brief(): string[] {
    return this.messages.map(({ type, sequence }) => `${type} ${sequence}`);
  }

  async served(): Promise<this> {
    await until(() => this.texts.length > 0 || this.status !== 0 || this.code !== 0, 'a first message');
    return this;
  }

  async refused(): Promise<number> {
    await until(() => this.status !== 0 || this.isOpen, 'an answer');
    return this.isOpen ? 101 : this.status;
  }

  async ended(): Promise<number> {
    await until(() => this.code !== 0, 'the end');
    return this.code;
  }
}

export const dial = (url: string, { headers = {}, protocols = [], origin, firstText, localAddress }: DialOptions = {}): Dialled => {
  const socket = new WebSocket(url, protocols, {
    headers, ...(origin === undefined ? {} : { origin }), ...(localAddress === undefined ? {} : { localAddress }), perMessageDeflate: false,
  });
  closers.push(() => { socket.terminate(); });
  return new Dialled(socket, firstText);
};

/** A TCP connection by hand, with all that came over it. */
export class RawPeer {
  received = Buffer.alloc(0);
  isClosed = false;

  constructor(readonly socket: Socket) {
    socket.on('data', (bytes: Buffer) => { this.received = Buffer.concat([this.received, bytes]); });
    socket.on('error', () => undefined);
    socket.on('close', () => { this.isClosed = true; });
  }

  get text(): string {
    return this.received.toString('latin1');
  }
}

export const dialRaw = (port: number, request = '', localAddress = '127.0.0.1'): RawPeer => {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  closers.push(() => { socket.destroy(); });
  const peer = new RawPeer(socket);
  if (request !== '') socket.write(request);
  return peer;
};

export const upgradeText = (path: string, more: readonly string[] = []): string => [
  `GET ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', ...more, '', '',
].join('\r\n');

export const bearer = (token: string): DialOptions => ({ headers: { authorization: `Bearer ${token}` } });
