import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

interface Client {
  readonly socket: WebSocket;
  readonly path: string;
  readonly streams: Set<string>;
  /** Monotonic ms of every message that came. */
  readonly messageTimesMs: number[];
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/**
 * A venue of a few symbols for tests of the feed: REST and WebSocket on one loopback port, in the documented shapes of spot, or of futures where
 * `isFutures`. It pushes every subscribed stream each `pushMs`; the public fields are the faults.
 */
export class FakeBinance {
  symbols: string[];
  isFutures = false;
  isSilent = false;
  readonly silentSymbols = new Set<string>();
  /** Streams whose request is rejected. */
  readonly badStreams = new Set<string>();
  /** Answers REST calls instead of the usual; undefined leaves it to the usual. */
  restFault: (path: string) => Answer | undefined = () => undefined;
  usedWeight = 1;
  readonly restCalls: string[] = [];
  readonly clients = new Set<Client>();
  readonly allClients: Client[] = [];
  readonly requests: { method: string; params: string[] }[] = [];
  readonly tradesSent: number[] = [];
  private readonly http: Server;
  private readonly sockets: WebSocketServer;
  private readonly pusher: NodeJS.Timeout;
  private id = 1_000;

  constructor(symbols: readonly string[], pushMs = 10) {
    this.symbols = [...symbols];
    this.http = createServer((request, response) => { this.answerRest(request, response); });
    this.sockets = new WebSocketServer({ server: this.http });
    this.sockets.on('connection', (socket, request) => { this.accept(socket, request.url ?? ''); });
    this.pusher = setInterval(() => { this.pushAll(); }, pushMs);
  }

  async start(): Promise<{ wsUrl: string; restUrl: string }> {
    await new Promise<void>((resolve) => { this.http.listen(0, '127.0.0.1', resolve); });
    const { port } = this.http.address() as AddressInfo;
    return { wsUrl: `ws://127.0.0.1:${port}`, restUrl: `http://127.0.0.1:${port}` };
  }

  async stop(): Promise<void> {
    clearInterval(this.pusher);
    for (const { socket } of this.clients) socket.terminate();
    this.http.closeAllConnections();
    await new Promise((resolve) => { this.http.close(resolve); });
  }

  get streams(): string[] {
    return [...this.clients].flatMap((client) => [...client.streams]).sort();
  }

  clientOf(stream: string): Client | undefined {
    return [...this.clients].find((client) => client.streams.has(stream));
  }

  sendTo(client: Client | undefined, message: unknown): void {
    client?.socket.send(JSON.stringify(message));
  }

  private accept(socket: WebSocket, path: string): void {
    const client: Client = { socket, path, streams: new Set(), messageTimesMs: [] };
    this.clients.add(client);
    this.allClients.push(client);
    socket.on('error', () => undefined);
    socket.on('close', () => { this.clients.delete(client); });
    for (const kind of ['ping', 'pong'] as const) socket.on(kind, () => { client.messageTimesMs.push(performance.now()); });
    socket.on('message', (text: Buffer) => { this.request(client, JSON.parse(text.toString()) as { method: string; params: string[]; id: number }); });
  }

  private request(client: Client, { method, params, id }: { method: string; params: string[]; id: number }): void {
    client.messageTimesMs.push(performance.now());
    this.requests.push({ method, params });
    if (method === 'SUBSCRIBE' && params.some((stream) => this.badStreams.has(stream))) {
      this.sendTo(client, { error: { code: 2, msg: 'Invalid request: stream' }, id });
      return;
    }
    for (const stream of params) {
      if (method === 'SUBSCRIBE') client.streams.add(stream);
      else client.streams.delete(stream);
    }
    this.sendTo(client, { result: null, id });
  }

  private pushAll(): void {
    if (this.isSilent) return;
    this.id += 2;
    this.tradesSent.push(this.id);
    for (const client of this.clients) for (const stream of client.streams) this.push(client, stream);
  }

  /** Futures deliver a stream on its own path only. */
  private isOnPath(client: Client, stream: string): boolean {
    if (!this.isFutures) return client.path === '/stream';
    return client.path === (stream.includes('@depth') ? '/public/stream' : '/market/stream');
  }

  private push(client: Client, stream: string): void {
    const symbol = (stream.split('@')[0] ?? '').toUpperCase();
    if (this.silentSymbols.has(symbol) || !this.isOnPath(client, stream)) return;
    this.sendTo(client, { stream, data: this.payload(stream, symbol) });
  }

  private payload(stream: string, symbol: string): object {
    const { id, isFutures } = this;
    const now = Date.now();
    const [bids, asks] = [[['9.90', '1.5'], ['9.80', '2']], [['10.10', String(id)]]];
    if (stream.includes('Trade') || stream.includes('@trade')) {
      const isAggregate = stream.includes('aggTrade');
      return { e: isAggregate ? 'aggTrade' : 'trade', E: now, s: symbol, [isAggregate ? 'a' : 't']: id, p: '10', q: '1', T: id + 1_750_000_000_000, m: false };
    }
    if (stream.includes('@depth20') && !isFutures) return { lastUpdateId: id, bids, asks };
    return { e: 'depthUpdate', E: now, ...(isFutures ? { T: now } : {}), s: symbol, U: id - 1, u: id, ...(isFutures ? { pu: id - 2 } : {}), b: bids, a: asks };
  }

  private answerRest(request: IncomingMessage, response: ServerResponse): void {
    this.restCalls.push(request.url ?? '');
    const url = new URL(request.url ?? '', 'http://127.0.0.1');
    const { status, headers, body } = this.restFault(url.pathname) ?? { status: 200, headers: {}, body: this.restBody(url) };
    response.writeHead(status, { 'content-type': 'application/json', 'x-mbx-used-weight-1m': String(this.usedWeight), ...headers }).end(JSON.stringify(body));
  }

  private restBody({ pathname, searchParams }: URL): unknown {
    switch (pathname.replace(/^\/(?:f?api)\/v\d\//, '')) {
      case 'exchangeInfo': return this.exchangeInfo();
      case 'ticker/24hr': return this.symbols.map((symbol, index) => ({ symbol, quoteVolume: String(1_000_000 - index), lastPrice: '10' }));
      case 'depth': return { lastUpdateId: this.id, bids: [['9.90', '1.5']], asks: [['10.10', '2']] };
      case 'klines': return this.klines(Number(searchParams.get('limit')), searchParams.get('interval') === '1h' ? HOUR_MS : MINUTE_MS);
      default: return { code: -1, msg: 'unknown path' };
    }
  }

  private exchangeInfo(): object {
    return {
      rateLimits: [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6_000 }],
      symbols: this.symbols.map((symbol) => ({
        symbol, status: 'TRADING', baseAsset: symbol.replace('USDT', ''), quoteAsset: 'USDT', marginAsset: 'USDT', contractType: 'PERPETUAL', isSpotTradingAllowed: true,
        filters: [{ filterType: 'LOT_SIZE', stepSize: '0.1' }, { filterType: 'PRICE_FILTER', tickSize: '0.01000000' }],
      })),
    };
  }

  private klines(limit: number, intervalMs: number): unknown[] {
    const formingMs = Math.floor(Date.now() / intervalMs) * intervalMs;
    return Array.from({ length: limit }, (_, index) => {
      const openMs = formingMs - (limit - 1 - index) * intervalMs;
      return [openMs, '10', '11', '9', '10', '5', openMs + intervalMs - 1, '50', 7, '2', '20', '0'];
    });
  }
}
