import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { ConnectionBudget } from '../../../adapters/exchanges/connection-budget';
import { TRANSPORTS } from '../../../adapters/exchanges/feed-socket';
import type { SocketLimits } from '../../../adapters/exchanges/open-socket';
import type { FeedNote } from '../../../adapters/exchanges/venue-feed';
import { WebsocketFeed, type FrameVerdict } from '../../../adapters/exchanges/websocket-feed';
import type { GapCause } from '../../../core/market/events';
import { withRefusingPort } from '../../support/refusing-port';
import { until } from '../../support/until';

/** Ten to thirty times as quick as in the product, but for the connect time-out: a machine that stands still must not look like a venue that does. */
const QUICK: Partial<SocketLimits> = {
  pingEveryMs: 100, pongDeadlineMs: 60, firstDataMs: 400, tickMs: 20, loopBlockMs: 1_000,
  backoff: { baseMs: 10, capMs: 40 },
};

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => { for (const close of closers.splice(0).reverse()) await close(); });

const sleep = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

const serve = async (onConnection: (socket: WebSocket) => void, options: object = {}): Promise<{ url: string; sockets: WebSocket[] }> => {
  const sockets: WebSocket[] = [];
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, ...options });
  server.on('connection', (socket) => {
    socket.on('error', () => undefined);
    sockets.push(socket);
    onConnection(socket);
  });
  await new Promise((resolve) => { server.once('listening', resolve); });
  closers.push(() => {
    for (const socket of server.clients) socket.terminate();
    return new Promise((resolve) => { server.close(resolve); });
  });
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets };
};

const listenOn = async (server: HttpServer | TcpServer): Promise<string> => {
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

interface Setting {
  readonly limits?: Partial<SocketLimits>;
  readonly budget?: ConnectionBudget;
  readonly idleLimitMs?: number | undefined;
  readonly keepAlive?: { everyMs: number; frame: () => string };
}

describe.each(TRANSPORTS)('over %s', (transport) => {
  /** A feed whose dialect is: "data…" is data, "bad…" is malformed, anything else is control. */
  const feedOf = (url: string, setting: Setting = {}) => {
    const log: string[] = [];
    const notes: FeedNote[] = [];
    const losses: GapCause[] = [];
    const feed: WebsocketFeed = new WebsocketFeed({
      url, budget: setting.budget ?? new ConnectionBudget({ connects: 1_000, windowMs: 1_000 }), random: () => 0.5,
      observer: { note: (note) => { notes.push(note); } }, limits: { ...QUICK, transport, ...setting.limits },
      ...(setting.keepAlive === undefined ? {} : { keepAlive: setting.keepAlive }),
      handlers: {
        onOpen: () => { log.push('open'); feed.send('subscribe'); },
        onFrame: (frame): FrameVerdict => {
          const text = frame.toString();
          if (text.startsWith('bad')) return { refused: 'bad-frame', isMalformed: true };
          log.push(text);
          return text.startsWith('data') ? 'data' : 'control';
        },
        onLost: (cause) => { losses.push(cause); log.push(`lost ${cause}`); },
        idleLimitMs: () => ('idleLimitMs' in setting ? setting.idleLimitMs : 300),
      },
    });
    closers.push(() => feed.stop());
    feed.start();
    const causes = (): string[] => notes.flatMap((note) => (note.event === 'disconnected' ? [note.cause] : []));
    return { feed, log, notes, losses, causes };
  };

  describe('losing and regaining a connection', () => {
    test('A1: a cut is told once and at once, then the subscription is sent again before any new data', async () => {
      const asked: string[] = [];
      const { url, sockets } = await serve((socket) => {
        socket.on('message', (text: Buffer) => { asked.push(text.toString()); socket.send(`data ${sockets.length}`); });
      });
      const { log, losses } = feedOf(url, { idleLimitMs: 60_000 });
      await until(() => log.includes('data 1'), 'first data');
      sockets[0]!.terminate();
      await until(() => log.includes('data 2'), 'data after the cut');
      expect(log).toEqual(['open', 'data 1', 'lost disconnect', 'open', 'data 2']);
      expect(losses).toEqual(['disconnect']);
      expect(asked).toEqual(['subscribe', 'subscribe']);
    });

    test('A1: a clean close and a reset are losses like any other', async () => {
      const { url, sockets } = await serve((socket) => { socket.send(`data ${sockets.length}`); });
      const { log, losses } = feedOf(url, { idleLimitMs: 60_000 });
      await until(() => log.includes('data 1'), 'first data');
      sockets[0]!.close(1001);
      await until(() => log.includes('data 2'), 'data after a clean close');
      (sockets[1] as unknown as { _socket: Socket })._socket.resetAndDestroy();
      await until(() => log.includes('data 3'), 'data after a reset');
      expect(losses).toEqual(['disconnect', 'disconnect']);
    });

    test('A9: a venue that accepts and closes sees the budget and no more, and the wait is said', async () => {
      let connects = 0;
      const { url } = await serve((socket) => { connects += 1; socket.close(1000); });
      const { causes } = feedOf(url, { budget: new ConnectionBudget({ connects: 6, windowMs: 60_000 }), limits: { backoff: { baseMs: 1, capMs: 2 } } });
      await until(() => causes().some((cause) => cause.includes('connection budget of 6 per 60 s is used up')), 'the budget is said');
      await sleep(300);
      expect(connects).toBe(6);
    });

    test('A9: several connections of a venue share one budget', async () => {
      let connects = 0;
      const { url } = await serve((socket) => { connects += 1; socket.close(1000); });
      const budget = new ConnectionBudget({ connects: 7, windowMs: 60_000 });
      const feeds = [1, 2, 3].map(() => feedOf(url, { budget, limits: { backoff: { baseMs: 1, capMs: 2 } } }));
      await until(() => feeds.every(({ causes }) => causes().some((cause) => cause.includes('is used up'))), 'every connection waits');
      await sleep(200);
      expect(connects).toBe(7);
    });

    test('A9: once the window has passed, connecting goes on', async () => {
      const { url, sockets } = await serve((socket) => { socket.close(1000); });
      feedOf(url, { budget: new ConnectionBudget({ connects: 2, windowMs: 250 }), limits: { backoff: { baseMs: 1, capMs: 2 } } });
      await until(() => sockets.length >= 5, 'connects in a third window');
    });

    test('A9: the back-off grows while only opens, acknowledgements and pongs come, and starts anew with data', async () => {
      let isGenerous = false;
      const { url } = await serve((socket) => {
        socket.send('acknowledged');
        if (isGenerous) socket.send('data');
        setTimeout(() => { socket.close(); }, 15);
      });
      const { notes, log } = feedOf(url, { limits: { backoff: { baseMs: 10, capMs: 10_000 } } });
      const waits = (): number[] => notes.flatMap((note) => (note.event === 'disconnected' ? [note.retryInMs] : []));
      await until(() => waits().length >= 5, 'five losses');
      expect(waits().slice(0, 5)).toEqual([5, 10, 20, 40, 80]);
      isGenerous = true;
      await until(() => log.includes('data'), 'data');
      const seen = waits().length;
      await until(() => waits().length > seen, 'one more loss');
      expect(waits()[seen]).toBe(5);
    });
  });

  describe('a venue that does not let us in', () => {
    test('A8: an upgrade that never completes is given up at the connect time-out and tried again', async () => {
      const held: Socket[] = [];
      const server = createTcpServer((socket) => { socket.on('error', () => undefined); held.push(socket); });
      closers.push(() => { held.forEach((socket) => socket.destroy()); return new Promise((resolve) => { server.close(resolve); }); });
      const { losses, causes } = feedOf(await listenOn(server), { limits: { connectTimeoutMs: 120 } });
      await until(() => held.length >= 3, 'a third attempt');
      expect(losses.length).toBeGreaterThanOrEqual(2);
      expect(new Set(losses)).toEqual(new Set(['disconnect']));
      expect(causes()[0]).toMatch(/upgrade within 120 ms|handshake has timed out/);
    });

    test('A8: an answer that drips does not stretch the connect time-out', async () => {
      const held: Socket[] = [];
      const drip = setInterval(() => { held.forEach((socket) => socket.writable && socket.write('H')); }, 40);
      const server = createTcpServer((socket) => { socket.on('error', () => undefined); held.push(socket); socket.write('HTTP/1.1 101 X\r\nX-'); });
      closers.push(() => { clearInterval(drip); held.forEach((socket) => socket.destroy()); return new Promise((resolve) => { server.close(resolve); }); });
      const { causes } = feedOf(await listenOn(server), { limits: { connectTimeoutMs: 150 } });
      // `ws` has a limit of its own, on silence, set a moment before ours: after a block of our loop it ends an attempt that was not seen
      // to connect yet. The next one is then given up for the drip.
      await until(() => causes().includes('no WebSocket upgrade within 150 ms'), 'an attempt at which the answer dripped is given up', causes);
      expect(causes().filter((cause) => !/upgrade within 150 ms|handshake has timed out/.test(cause))).toEqual([]);
    });

    test.each([[403, {}, 600_000], [429, { 'retry-after': '120' }, 120_000], [503, { 'retry-after': '30' }, 30_000]])(
      'A10: HTTP %p at the upgrade with %p is obeyed by every connection of the venue', async (status, headers, expectedMs) => {
        let asked = 0;
        const server = createHttpServer();
        server.on('upgrade', (_, socket) => {
          asked += 1;
          const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('');
          socket.end(`HTTP/1.1 ${status} No\r\n${lines}content-length: 4\r\n\r\nhtml`);
        });
        closers.push(() => new Promise((resolve) => { server.close(resolve); }));
        const url = await listenOn(server);
        const budget = new ConnectionBudget({ connects: 100, windowMs: 1_000 });
        const first = feedOf(url, { budget });
        await until(() => first.causes().length > 0, 'the refusal is said');
        const second = feedOf(url, { budget });
        await until(() => second.causes().length > 0, 'the second connection waits too');
        await sleep(150);
        expect(asked).toBe(1);
        expect(first.causes()[0]).toBe(`HTTP ${status} instead of a WebSocket upgrade; the venue asked us to wait`);
        const wait = first.notes.flatMap((note) => (note.event === 'disconnected' ? [note.retryInMs] : []))[0]!;
        expect(wait).toBeGreaterThan(expectedMs - 2_000);
        expect(wait).toBeLessThanOrEqual(expectedMs);
      });

    test('A8: a refused port is a loss with its cause, never an unhandled error', async () => {
      await withRefusingPort(async (port) => {
        const { feed, causes } = feedOf(`ws://127.0.0.1:${port}`);
        await until(() => causes().length >= 3, 'three attempts');
        await feed.stop();
        expect(causes()[0]).toMatch(/^ECONNREFUSED/);
      });
    });

    test('S1.2: a URL that is none is refused at once', () => {
      expect(() => feedOf('http://127.0.0.1:1')).toThrow('expected a URL beginning with ws:// or wss://');
    });
  });

  describe('a venue that is there and silent', () => {
    test('A2: pings without answer and no data: cut as a lost link', async () => {
      const { url } = await serve((socket) => { socket.send('data'); }, { autoPong: false });
      const { losses } = feedOf(url, { idleLimitMs: 60_000 });
      await until(() => losses.length > 0, 'the cut');
      expect(losses[0]).toBe('pong-timeout');
    });

    test('A2: lost pongs beside flowing data are no reason to cut', async () => {
      const { url } = await serve((socket) => {
        const timer = setInterval(() => { socket.send('data'); }, 20);
        socket.on('close', () => { clearInterval(timer); });
      }, { autoPong: false });
      const { losses, log } = feedOf(url);
      await until(() => log.length > 40, 'a good deal of data');
      expect(losses).toEqual([]);
    });

    test('A3: a zombie that answers every ping and sends its own, without data, is cut as stalled', async () => {
      const { url } = await serve((socket) => {
        socket.send('data');
        const timer = setInterval(() => { socket.ping(); socket.send('pong text'); }, 10);
        socket.on('close', () => { clearInterval(timer); });
      });
      const { losses } = feedOf(url);
      await until(() => losses.length > 0, 'the cut');
      expect(losses[0]).toBe('data-stall');
    });

    test('A4: subscribed, acknowledged, and never any data: cut at the first-data deadline', async () => {
      const { url } = await serve((socket) => { socket.on('message', () => { socket.send('acknowledged'); }); });
      const { losses } = feedOf(url);
      await until(() => losses.length > 0, 'the cut');
      expect(losses[0]).toBe('no-first-data');
    });

    test('A4: with nothing subscribed, silence is right', async () => {
      const { url } = await serve(() => undefined);
      const { losses, log } = feedOf(url, { idleLimitMs: undefined });
      await until(() => log.includes('open'), 'open');
      await sleep(700);
      expect(losses).toEqual([]);
    });

    test('C1.17: the venue\'s own heartbeat is sent in its interval', async () => {
      const asked: string[] = [];
      const { url } = await serve((socket) => { socket.on('message', (text: Buffer) => { asked.push(text.toString()); socket.send('data'); }); });
      feedOf(url, { keepAlive: { everyMs: 30, frame: () => '{"op":"ping"}' } });
      await until(() => asked.filter((text) => text === '{"op":"ping"}').length >= 3, 'three heartbeats');
    });

    test('C5: a block of our own event loop cuts nothing', async () => {
      const { url } = await serve((socket) => {
        const timer = setInterval(() => { socket.send('data'); }, 10);
        socket.on('close', () => { clearInterval(timer); });
      });
      const { losses, log } = feedOf(url, { limits: { loopBlockMs: 200 } });
      await until(() => log.length > 10, 'data');
      for (let round = 0; round < 3; round += 1) {
        const end = performance.now() + 600;
        while (performance.now() < end) { /* blocks on purpose */ }
        await sleep(100);
      }
      expect(losses).toEqual([]);
    });

    test('C5: what waits unread after a block that is too short to be called one is read before its age is judged', async () => {
      const { url, sockets } = await serve((socket) => { socket.send('data'); });
      const { losses, log } = feedOf(url, { idleLimitMs: 300, limits: { pingEveryMs: 60_000 } });
      await until(() => log.includes('data'), 'data');
      for (let round = 0; round < 3; round += 1) {
        // From here the loop comes to its timers before it comes to its sockets.
        await new Promise((resolve) => { setImmediate(resolve); });
        sockets[0]!.send('data');
        const end = performance.now() + 500;
        while (performance.now() < end) { /* blocks on purpose */ }
        await sleep(100);
      }
      expect(losses).toEqual([]);
    });
  });

  describe('a venue that sends nonsense', () => {
    test('B1: garbage is counted and sampled, one note per minute, and the socket is kept', async () => {
      const { url } = await serve((socket) => {
        for (let index = 0; index < 5; index += 1) socket.send(`bad ${'x'.repeat(1_000)}`);
        socket.send('data end');
      });
      const { losses, log, notes } = feedOf(url, { idleLimitMs: 60_000 });
      await until(() => log.includes('data end'), 'data after the garbage');
      expect(losses).toEqual([]);
      const refusals = notes.filter((note) => note.event === 'frame-refused');
      expect(refusals).toEqual([{ event: 'frame-refused', cause: 'bad-frame', sample: `bad ${'x'.repeat(196)}` }]);
    });

    test('B1: a connection of which more than 1 % is garbage is cut', async () => {
      const { url } = await serve((socket) => {
        for (let index = 0; index < 1_000; index += 1) socket.send(index % 90 === 0 ? 'bad' : 'data');
      });
      const { causes, losses } = feedOf(url, { idleLimitMs: 60_000 });
      await until(() => losses.length > 0, 'the cut');
      expect(causes()[0]).toBe('more than 1 % of the last frames are malformed');
    });

    test('B1: garbage never counts as data', async () => {
      const { url } = await serve((socket) => {
        const timer = setInterval(() => { socket.send('bad'); }, 10);
        socket.on('close', () => { clearInterval(timer); });
      });
      const { losses } = feedOf(url);
      await until(() => losses.length > 0, 'the cut');
      expect(losses[0]).toBe('no-first-data');
    });

    test('B2: a frame beyond the limit ends the connection and not the process; the next one works', async () => {
      const { url, sockets } = await serve((socket) => { socket.send(sockets.length === 1 ? Buffer.alloc(5 * 1024 * 1024) : 'data'); });
      const { log, causes } = feedOf(url, { idleLimitMs: 60_000 });
      await until(() => log.includes('data'), 'data on the second connection');
      expect(causes()[0]).toMatch(/Max payload size exceeded/);
    });

    test('B2: endless fragments of one message are refused', async () => {
      const { url } = await serve((socket) => {
        for (let index = 0; index < 6_000; index += 1) socket.send('', { fin: false });
      });
      const { causes } = feedOf(url, { idleLimitMs: 60_000 });
      await until(() => causes().length > 0, 'the cut');
      expect(causes()[0]).toMatch(/Too many message fragments|1008/);
    });

    test('B1: a peer that speaks no WebSocket after the upgrade is cut', async () => {
      const { url, sockets } = await serve((socket) => {
        if (sockets.length === 1) (socket as unknown as { _socket: Socket })._socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x00]));
        else socket.send('data');
      });
      const { log, losses } = feedOf(url, { idleLimitMs: 60_000 });
      await until(() => log.includes('data'), 'data on the second connection');
      expect(losses).toEqual(['disconnect']);
    });
  });

  describe('stopping', () => {
    const timerNames = (feed: WebsocketFeed): string[] => [...(feed as unknown as { timers: { timers: Map<string, unknown> } }).timers.timers.keys()];
    const timersOf = (feed: WebsocketFeed): number => timerNames(feed).length;

    test('A12: a lost connection leaves no timer but the one of its retry', async () => {
      const { url, sockets } = await serve((socket) => { socket.send('data'); });
      const { feed, log } = feedOf(url, { limits: { backoff: { baseMs: 60_000, capMs: 60_000 } }, keepAlive: { everyMs: 10, frame: () => 'ping' } });
      await until(() => log.includes('data'), 'data');
      expect(timerNames(feed).sort()).toEqual(['keep-alive', 'watch']);
      sockets[0]!.terminate();
      await until(() => log.includes('lost disconnect'), 'the loss');
      expect(timerNames(feed)).toEqual(['retry']);
    });

    test('C1: stop ends the socket, leaves no timer, and no callback follows', async () => {
      const { url, sockets } = await serve((socket) => {
        const timer = setInterval(() => { socket.send('data'); }, 5);
        socket.on('close', () => { clearInterval(timer); });
      });
      const { feed, log } = feedOf(url, { keepAlive: { everyMs: 10, frame: () => 'ping' } });
      await until(() => log.includes('data'), 'data');
      await feed.stop();
      const length = log.length;
      await until(() => sockets[0]!.readyState === sockets[0]!.CLOSED, 'the server sees the end');
      await sleep(100);
      expect(log).toHaveLength(length);
      expect(timersOf(feed)).toBe(0);
      expect(sockets).toHaveLength(1);
    });

    test.each([['connecting', 0], ['waiting for a retry', 1]])('A12: stop while %s wins', async (_, losses) => {
      let connects = 0;
      const { url } = await serve((socket) => { connects += 1; socket.close(); });
      const { feed, log, causes } = feedOf(url, { limits: { backoff: { baseMs: 400, capMs: 400 } } });
      await sleep(0);
      await until(() => causes().length >= losses, 'the loss');
      await feed.stop();
      const seen = { connects, length: log.length };
      await sleep(400);
      expect(log).toHaveLength(seen.length);
      expect(connects).toBeLessThanOrEqual(seen.connects + (losses === 0 ? 1 : 0));
      expect(timersOf(feed)).toBe(0);
    });

    test('A12: stopping twice, and stopping what never began, is harmless', async () => {
      const { url } = await serve(() => undefined);
      const { feed } = feedOf(url);
      await Promise.all([feed.stop(), feed.stop()]);
      expect(feed.state).toBe('stopped');
      feed.start();
      expect(feed.state).toBe('stopped');
    });

    test('A12: over many random cuts there is never more than one socket, and losses and opens take turns', async () => {
      let open = 0;
      let most = 0;
      let cuts = 0;
      const { url } = await serve((socket) => {
        most = Math.max(most, ++open);
        socket.on('close', () => { open -= 1; });
        socket.on('message', () => {
          cuts += 1;
          if (cuts % 3 === 0) socket.terminate();
          else if (cuts % 3 === 1) socket.close(1012);
          else { socket.send('data'); setTimeout(() => { socket.terminate(); }, cuts % 7); }
        });
      });
      const { log } = feedOf(url, { limits: { backoff: { baseMs: 1, capMs: 3 } } });
      await until(() => cuts > 120, 'a hundred and twenty cuts');
      const turns = log.filter((line) => line === 'open' || line.startsWith('lost'));
      turns.forEach((line, index) => { expect(line.startsWith(index % 2 === 0 ? 'open' : 'lost')).toBe(true); });
      expect(most).toBeLessThanOrEqual(2);
    });
  });
});
