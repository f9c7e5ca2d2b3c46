import WebSocket from 'ws';
import { makeWhaleFeedClient } from '../../../adapters/whale-feed/client';
import { makeWhaleFeedServer, type FeedLimits, type WhaleFeedServer } from '../../../adapters/whale-feed/server';
import { parseWhaleFeed, type WhaleChange } from '../../../core/contracts/whale-feed';
import type { WhaleOrder } from '../../../core/contracts/whale-order';
import { until } from '../../support/until';
import { hashOf, whaleOrder } from '../../support/whale-order';

const TOKEN = 'an-internal-token-of-a-test';
const QUICK: Partial<FeedLimits> = { batchMs: 20, heartbeatMs: 60 };

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => { for (const close of closers.splice(0).reverse()) await close(); });

const change = (number: number, usdValue: number, removedTimeMs: number | null = null): WhaleChange =>
  ({ order: whaleOrder({ number, usdValue }), removed_time_ms: removedTimeMs });

const serve = async (orders: readonly WhaleOrder[] = [], more: { port?: number; limits?: Partial<FeedLimits> } = {}) => {
  const problems: string[] = [];
  const server = makeWhaleFeedServer({
    host: '127.0.0.1', port: more.port ?? 0, token: TOKEN, market: 'simulated', snapshot: () => orders, health: () => ({ status: 'ok', hot: orders.length }),
    onProblem: (cause) => { problems.push(cause); }, limits: { ...QUICK, ...more.limits },
  });
  closers.push(() => server.stop());
  const port = await server.start();
  return { server, problems, port, url: `ws://127.0.0.1:${port}` };
};

const follow = (url: string, token = TOKEN) => {
  const log: string[] = [];
  const client = makeWhaleFeedClient({
    url, token, random: () => 0.1, observer: { note: () => undefined },
    limits: { backoff: { baseMs: 20, capMs: 50 } },
    handlers: {
      onSnapshot: (orders, market) => { log.push(`snapshot ${market} ${orders.map((order) => order.order_hash).join(' ')}`.trim()); },
      onChanges: (changes) => { log.push(changes.map(({ order, removed_time_ms: removed }) => `${order.order_hash} ${removed === null ? order.usd_value : 'removed'}`).join(', ')); },
      onHeartbeat: () => { if (log.at(-1) !== 'heartbeat') log.push('heartbeat'); },
      onLost: (cause) => { log.push(`lost ${cause}`); },
    },
  });
  closers.push(() => client.stop());
  client.start();
  return log;
};

const changesOf = (log: readonly string[]): string[] => log.filter((line) => line.startsWith('BTC'));

/** A socket by hand: every text that comes, and the code of the end. */
const dial = (url: string, firstText?: string) => {
  const heard: string[] = [];
  const state = { code: 0 };
  const socket = new WebSocket(url);
  closers.push(() => { socket.terminate(); });
  socket.on('error', () => undefined);
  socket.on('open', () => { if (firstText !== undefined) socket.send(firstText); });
  socket.on('message', (data: Buffer) => { heard.push(data.toString()); });
  socket.on('close', (code) => { state.code = code; });
  return { heard, state, socket };
};

describe('the internal feed', () => {
  test('a stream task gets a snapshot, then changes, then heartbeats', async () => {
    const { server, url } = await serve([whaleOrder({ number: 1 })]);
    const log = follow(url);
    await until(() => log.length > 0, 'the snapshot');
    server.publish([change(1, 500), change(2, 600)]);
    await until(() => log.includes('heartbeat') && changesOf(log).length > 0, 'changes and a heartbeat');
    expect(log[0]).toBe(`snapshot simulated ${hashOf(1)}`);
    expect(changesOf(log)).toEqual([`${hashOf(1)} 500, ${hashOf(2)} 600`]);
  });

  test('of a level that changes often the latest is told; what ended stays ended', async () => {
    const { server, url } = await serve();
    const log = follow(url);
    await until(() => log.length > 0, 'the snapshot');
    server.publish([change(1, 100), change(2, 100)]);
    server.publish([change(1, 200), change(2, 0, 5)]);
    server.publish([change(1, 300), change(2, 400)]);
    await until(() => changesOf(log).length > 0, 'the changes');
    expect(changesOf(log)).toEqual([`${hashOf(1)} 300, ${hashOf(2)} removed`]);
  });

  test('a scanner that restarts is found again, and its snapshot comes first', async () => {
    const first = await serve([whaleOrder({ number: 1 })]);
    const log = follow(first.url);
    await until(() => log.length > 0, 'the first snapshot');
    await first.server.stop();
    await serve([whaleOrder({ number: 2 })], { port: first.port });
    await until(() => log.includes(`snapshot simulated ${hashOf(2)}`), 'the second snapshot');
    expect(log).toContain('lost disconnect');
  });

  test('every message keeps the contract and is numbered from the snapshot on', async () => {
    const { server, url } = await serve([whaleOrder()]);
    const { heard } = dial(url, JSON.stringify({ token: TOKEN }));
    await until(() => heard.length > 0, 'the snapshot');
    server.publish([change(1, 5)]);
    await until(() => heard.length >= 4, 'three more');
    const messages = heard.map((text) => parseWhaleFeed(JSON.parse(text)));
    expect(messages[0]?.kind).toBe('snapshot');
    expect(messages.map(({ sequence }) => sequence - messages[0]!.sequence)).toEqual(messages.map((_, index) => index));
  });

  test.each([
    ['a wrong token', JSON.stringify({ token: `${TOKEN}x` }), {}], ['no JSON', 'token', {}], ['no token', '{}', {}],
    ['an empty token', JSON.stringify({ token: '' }), {}], ['silence', undefined, { helloMs: 200 }],
  ])('%s is cut without a word', async (_, text, limits) => {
    const { server, url } = await serve([whaleOrder()], { limits });
    const { heard, state } = dial(url, text);
    await until(() => state.code !== 0, 'the end');
    expect([state.code, heard, server.subscribers]).toEqual([1008, [], 0]);
  });

  test('the token must be one', () => {
    const options = { host: '127.0.0.1', port: 0, market: 'live' as const, snapshot: () => [] };
    expect(() => makeWhaleFeedServer({ ...options, token: '' })).toThrow('token of the whale feed has 0 characters: expected 16 or more');
  });

  test('X7: a stream task that does not read is cut, and another one is not harmed', async () => {
    const { server, problems, url } = await serve([], { limits: { maxQueuedBytes: 200_000 } });
    const log = follow(url);
    const { socket, heard } = dial(url, JSON.stringify({ token: TOKEN }));
    await until(() => heard.length > 0 && log.length > 0, 'both snapshots');
    socket.pause();
    const big = Array.from({ length: 400 }, (_, number) => change(number, number));
    await until(() => { server.publish(big); return server.subscribers === 1; }, 'the cut');
    expect(problems).toContain('does not read');
    expect(log).not.toContain('lost disconnect');
  });

  test('health needs no token and tells nothing of it', async () => {
    const { port } = await serve([whaleOrder()]);
    const ask = async (path: string) => { const answer = await fetch(`http://127.0.0.1:${port}${path}`); return [answer.status, await answer.json()]; };
    expect(await ask('/health')).toEqual([200, { status: 'ok', hot: 1 }]);
    expect((await ask('/other'))[0]).toBe(404);
  });

  test('a port in use is said when it starts', async () => {
    const { port } = await serve();
    const second: WhaleFeedServer = makeWhaleFeedServer({ host: '127.0.0.1', port, token: TOKEN, market: 'live', snapshot: () => [] });
    await expect(second.start()).rejects.toThrow('EADDRINUSE');
  });
});
