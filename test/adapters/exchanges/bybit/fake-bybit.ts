import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

const MINUTE_MS = 60_000;

interface Client {
  readonly socket: WebSocket;
  readonly topics: Set<string>;
  argsChars: number;
}

/**
 * A venue of a few symbols for tests of the feed: REST and WebSocket on one loopback port, in the documented shapes.
 * It pushes every subscribed topic each `pushMs`; the public fields are the faults.
 */
export class FakeBybit {
  symbols: string[];
  /** Topics that are rejected, and whether the message names them. */
  readonly badTopics = new Set<string>();
  namesBadTopic = true;
  /** Symbols whose level 1 and trades are not pushed, and whether anything at all is. */
  readonly silentSymbols = new Set<string>();
  isSilent = false;
  isRestDown = false;
  readonly requests: { op: string; args: string[] }[] = [];
  readonly restCalls: string[] = [];
  readonly clients = new Set<Client>();
  /** Largest sum of argument characters on one connection. */
  mostArgsChars = 0;
  connects = 0;
  pings = 0;
  private readonly http: Server;
  private readonly sockets: WebSocketServer;
  private readonly pusher: NodeJS.Timeout;
  private sequence = 1;

  constructor(symbols: readonly string[], pushMs = 20) {
    this.symbols = [...symbols];
    this.http = createServer((request, response) => { this.answerRest(request, response); });
    this.sockets = new WebSocketServer({ server: this.http });
    this.sockets.on('connection', (socket) => { this.accept(socket); });
    this.pusher = setInterval(() => { this.pushAll(); }, pushMs);
  }

  async start(): Promise<{ wsUrl: string; restUrl: string }> {
    await new Promise<void>((resolve) => { this.http.listen(0, '127.0.0.1', resolve); });
    const { port } = this.http.address() as AddressInfo;
    return { wsUrl: `ws://127.0.0.1:${port}/v5/public/linear`, restUrl: `http://127.0.0.1:${port}` };
  }

  async stop(): Promise<void> {
    clearInterval(this.pusher);
    for (const { socket } of this.clients) socket.terminate();
    this.http.closeAllConnections();
    await new Promise((resolve) => { this.http.close(resolve); });
  }

  /** Everything that is subscribed now, over all connections. */
  get topics(): string[] {
    return [...this.clients].flatMap((client) => [...client.topics]).sort();
  }

  clientOf(topic: string): Client | undefined {
    return [...this.clients].find((client) => client.topics.has(topic));
  }

  private accept(socket: WebSocket): void {
    this.connects += 1;
    const client: Client = { socket, topics: new Set(), argsChars: 0 };
    this.clients.add(client);
    socket.on('error', () => undefined);
    socket.on('close', () => { this.clients.delete(client); });
    socket.on('message', (text: Buffer) => { this.request(client, JSON.parse(text.toString()) as { op: string; req_id: string; args?: string[] }); });
  }

  private request(client: Client, { op, req_id, args = [] }: { op: string; req_id: string; args?: string[] }): void {
    const answer = (success: boolean, ret_msg: string): void => { client.socket.send(JSON.stringify({ success, ret_msg, conn_id: 'fake', req_id, op })); };
    if (op === 'ping') {
      this.pings += 1;
      answer(true, 'pong');
      return;
    }
    this.requests.push({ op, args });
    if (op === 'unsubscribe') {
      for (const topic of args) client.topics.delete(topic);
      answer(true, '');
      return;
    }
    const bad = args.find((topic) => this.badTopics.has(topic));
    if (bad !== undefined) return answer(false, this.namesBadTopic ? `error:handler not found,topic:${bad}` : 'error:handler not found');
    const known = args.find((topic) => client.topics.has(topic));
    if (known !== undefined) return answer(false, `error:already subscribed,topic:${known}`);
    answer(true, '');
    client.argsChars += JSON.stringify(args).length;
    this.mostArgsChars = Math.max(this.mostArgsChars, client.argsChars);
    for (const topic of args) client.topics.add(topic);
    if (!this.isSilent) for (const topic of args) this.push(client, topic, 'snapshot');
  }

  private pushAll(): void {
    if (this.isSilent) return;
    for (const client of this.clients) for (const topic of client.topics) this.push(client, topic, 'delta');
  }

  private push(client: Client, topic: string, tickerType: string): void {
    const symbol = topic.slice(topic.lastIndexOf('.') + 1);
    const ts = Date.now();
    const sequence = this.sequence++;
    if (topic.startsWith('tickers.')) {
      const data = tickerType === 'snapshot' ? { symbol, lastPrice: '10', highPrice24h: '11', lowPrice24h: '9', turnover24h: '5000000' } : { symbol, lastPrice: '10' };
      client.socket.send(JSON.stringify({ topic, type: tickerType, data, cs: sequence, ts }));
    } else if (this.silentSymbols.has(symbol)) return;
    else if (topic.startsWith('orderbook.1.')) {
      client.socket.send(JSON.stringify({ topic, ts, type: 'snapshot', data: { s: symbol, b: [['9.9', '1']], a: [['10.1', '2']], u: sequence, seq: sequence }, cts: ts }));
    } else {
      client.socket.send(JSON.stringify({ topic, type: 'snapshot', ts, data: [{ T: ts, s: symbol, S: 'Buy', v: '1', p: '10', L: 'PlusTick', i: `id-${sequence}`, BT: false }] }));
    }
  }

  private answerRest(request: IncomingMessage, response: ServerResponse): void {
    this.restCalls.push(request.url ?? '');
    const url = new URL(request.url ?? '', 'http://127.0.0.1');
    const time = Date.now();
    if (this.isRestDown) {
      response.writeHead(500).end('down');
      return;
    }
    const result = url.pathname === '/v5/market/kline' ? this.klines(Number(url.searchParams.get('limit')), time) : this.instruments();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ retCode: 0, retMsg: 'OK', result, retExtInfo: {}, time }));
  }

  private instruments(): object {
    const list = this.symbols.map((symbol) => ({
      symbol, contractType: 'LinearPerpetual', status: 'Trading', baseCoin: symbol.replace('USDT', ''), quoteCoin: 'USDT', settleCoin: 'USDT',
      priceFilter: { tickSize: '0.01' }, isPreListing: false, symbolType: '',
    }));
    return { category: 'linear', list, nextPageCursor: '' };
  }

  private klines(limit: number, nowMs: number): object {
    const formingMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
    return { list: Array.from({ length: limit }, (_, back) => [String(formingMs - back * MINUTE_MS), '10', '11', '9', '10', '5', '50']) };
  }
}
