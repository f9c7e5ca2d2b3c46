import { DEFAULT_GATE } from '../../../containers/stream/connection-gate';
import { DEFAULT_FAULT_LOCK } from '../../../containers/stream/fault-lock';
import { CLIENT_LIMITS } from '../../../containers/stream/socket-client';
import { until } from '../../support/until';
import { whaleOrder } from '../../support/whale-order';
import { wire } from '../../adapters/exchanges/thin-socket/frames';
import { bearer, closeAll, dial, dialRaw, startServer, upgradeText, type RawPeer } from './fixture';

afterEach(closeAll);

const change = (number: number, usdValue: number) => ({ order: whaleOrder({ number, usdValue }), removed_time_ms: null });
const masked = (opcode: number, payload: string, isFinal = true): Buffer => wire({ opcode, payload: Buffer.from(payload), isFinal, isMasked: true });
const opened = async (peer: RawPeer): Promise<RawPeer> => {
  await until(() => peer.text.includes('\r\n\r\n') || peer.isClosed, 'an answer');
  return peer;
};
/** Writes again and again until the peer is cut; a write behind the end is no matter. */
const flood = async (peer: RawPeer, bytes: Buffer): Promise<void> => {
  await until(() => {
    for (let times = 0; times < 200 && peer.socket.writable; times += 1) peer.socket.write(bytes);
    return peer.isClosed;
  }, 'the cut');
};

describe('G1: a client that does not read', () => {
  const SMALL = { ...CLIENT_LIMITS, maxBehindMs: 400 };

  test('is cut, with no more waiting for it than the limit, and the others get every message', async () => {
    const { url, hub, server, tokens } = await startServer({ client: SMALL });
    const token = tokens.issue('vip');
    const [slow, ...healthy] = await Promise.all(Array.from({ length: 4 }, () => dial(`${url}/vip`, bearer(token)).served()));
    slow!.socket.pause();
    let value = 1;
    let most = 0;
    await until(() => {
      value = 3 - value;
      hub.acceptChanges(Array.from({ length: 50 }, (_, number) => change(number, value)));
      most = Math.max(most, ...hub.all().map((client) => client.queuedBytes));
      return (server.tally.cut['too slow'] ?? 0) > 0;
    }, 'the cut');
    await until(() => healthy.every(({ texts }) => texts.length === hub.framesOf('vip').last + 1), 'every message');
    expect(most).toBeLessThanOrEqual(SMALL.maxQueuedBytes);
    for (const { brief } of healthy) expect(brief).toEqual(['snapshot 0', ...brief.slice(1).map((_, index) => `order ${index + 1}`)]);
    expect(healthy.map(({ code }) => code)).toEqual([0, 0, 0]);
  });

  /** A vip client that has stopped to read, as much waiting for it as may. */
  const stalled = async () => {
    const { url, hub, tokens } = await startServer({ client: { ...CLIENT_LIMITS, maxBehindMs: 60_000 } });
    const client = await dial(`${url}/vip`, bearer(tokens.issue('vip'))).served();
    client.socket.pause();
    let round = 0;
    const news = (count: number): void => {
      round += 1;
      hub.acceptChanges(Array.from({ length: count }, (_, number) => change(number, round % 2 === 0 ? 1_000 : 2_000)));
    };
    await until(() => {
      news(100);
      return hub.all()[0]!.queuedBytes > 240_000;
    }, 'a full queue');
    const caughtUp = async (): Promise<void> => {
      client.socket.resume();
      await until(() => client.texts.length > 0 && client.texts.at(-1)!.includes(`"sequence":${hub.framesOf('vip').last},`), 'the last message');
    };
    return { client, news, caughtUp };
  };

  test('that reads again in time gets what it missed, in order, once', async () => {
    const { client, news, caughtUp } = await stalled();
    news(100);
    news(100);
    await caughtUp();
    expect(client.brief).toEqual(client.brief.map((_, index) => (index === 0 ? 'snapshot 0' : `order ${index}`)));
  });

  test('whose messages are no longer held gets a snapshot, and goes on from there', async () => {
    const { client, news, caughtUp } = await stalled();
    for (let more = 0; more < 10; more += 1) news(100);
    await caughtUp();
    news(3);
    await caughtUp();
    const { messages } = client;
    expect(messages.filter(({ type }) => type === 'snapshot')).toHaveLength(2);
    messages.forEach(({ type, sequence }, index) => { if (type !== 'snapshot') expect(sequence).toBe(messages[index - 1]!.sequence + 1); });
  });

  test('that answers no ping is cut', async () => {
    const { port, server } = await startServer({ client: { ...CLIENT_LIMITS, pingEveryMs: 100 } });
    const peer = await opened(dialRaw(port, upgradeText('/public')));
    await until(() => peer.isClosed, 'the cut');
    expect(server.tally.cut['ping unanswered']).toBe(1);
  });
});

describe('G2: too many connections', () => {
  test('are refused before the upgrade: per address, per token, and in all', async () => {
    const gate = { ...DEFAULT_GATE, maxClients: 6, maxClientsPerAddress: 3, maxClientsPerToken: 2 };
    const { url, tokens, server } = await startServer({ gate });
    const count = async (dials: number, path: string, options: object = {}) => {
      const statuses = await Promise.all(Array.from({ length: dials }, () => dial(`${url}${path}`, options).refused()));
      return statuses.filter((status) => status === 101).length;
    };
    expect(await count(5, '/public', { localAddress: '127.0.1.1' })).toBe(3);
    expect(await count(3, '/vip', { ...bearer(tokens.issue('vip')), localAddress: '127.0.1.2' })).toBe(2);
    expect(await count(5, '/public', { localAddress: '127.0.1.3' })).toBe(1);
    expect(server.tally.refused).toEqual({ 429: 7 });
  });

  test('a place that was given back is free again', async () => {
    const { url } = await startServer({ gate: { ...DEFAULT_GATE, maxClientsPerAddress: 1 } });
    const first = await dial(`${url}/public`).served();
    expect(await dial(`${url}/public`).refused()).toBe(429);
    first.socket.close();
    await first.ended();
    await new Promise((resolve) => { setTimeout(resolve, 500); });
    expect(await dial(`${url}/public`).refused()).toBe(101);
  });

  test('connections that say nothing are limited by address as well', async () => {
    const { port } = await startServer({ gate: { ...DEFAULT_GATE, maxClientsPerAddress: 2 } });
    const peers = Array.from({ length: 40 }, () => dialRaw(port));
    await until(() => peers.filter(({ isClosed }) => isClosed).length === 22, 'all but 2 + 16 closed');
  });

  test('G11: who comes too fast is told when to come back', async () => {
    const { url } = await startServer({ isClockStill: true, gate: { ...DEFAULT_GATE, acceptsPerSecond: 2 } });
    const clients = Array.from({ length: 6 }, () => dial(`${url}/public`));
    const statuses = await Promise.all(clients.map((client) => client.refused()));
    expect(statuses.filter((status) => status === 503).length).toBeGreaterThan(2);
    expect(clients.find(({ status }) => status === 503)?.retryAfter).toBe('3');
  });
});

describe('G3, G4: what clients may say', () => {
  test.each([
    ['no JSON', 'hello'], ['an unknown request', '{"op":"shutdown"}'], ['a claimed tier', '{"tier":"private"}'], ['a list', '[]'], ['nothing', ''],
    ['a prototype', '{"__proto__":{"op":"status"}}'], ['a request with more in it', '{"op":"status","tier":"private"}'], ['a token again', '{"token":"x"}'],
    ['a number that is none', '{"resume":{"stream_id":"x","sequence":-1}}'],
  ])('%s ends the connection', async (_, firstText) => {
    const { url } = await startServer();
    const client = dial(`${url}/public`, { firstText });
    expect([await client.ended(), client.reason]).toEqual([1008, 'bad message']);
  });

  test('a giant message ends it before it is held', async () => {
    const { url, server } = await startServer();
    const client = dial(`${url}/public`, { firstText: 'x'.repeat(20_000) });
    expect(await client.ended()).toBe(1009);
    expect(server.tally.cut['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH']).toBe(1);
  });

  test('G4: a flood of messages ends it at once, and another client goes on', async () => {
    const { url, hub } = await startServer();
    const healthy = await dial(`${url}/public`).served();
    const client = await dial(`${url}/public`, { localAddress: '127.0.4.1' }).served();
    const text = JSON.stringify({ resume: { stream_id: 'x', sequence: 0 } });
    for (let sent = 0; sent < 1_000; sent += 1) client.socket.send(text, () => undefined);
    expect([await client.ended(), client.reason]).toEqual([1008, 'too many messages']);
    expect([healthy.code, hub.all().length]).toEqual([0, 1]);
  });

  const lockedFor = async (baseMs: number) => {
    const faultLock = { ...DEFAULT_FAULT_LOCK, free: 2, baseMs };
    const { url } = await startServer({ isClockStill: true, faultLock });
    for (let times = 0; times < 2; times += 1) await dial(`${url}/public`, { firstText: 'x', localAddress: '127.0.4.2' }).ended();
    return url;
  };

  test('an address that does it again and again is locked out, and told for how long', async () => {
    const url = await lockedFor(9_000);
    const locked = dial(`${url}/public`, { localAddress: '127.0.4.2' });
    expect([await locked.refused(), locked.retryAfter]).toEqual([429, '9']);
    expect(await dial(`${url}/public`, { localAddress: '127.0.4.3' }).refused()).toBe(101);
  });

  test('one that is locked out for longer gets no answer at all', async () => {
    const url = await lockedFor(60_000);
    const shunned = dial(`${url}/public`, { localAddress: '127.0.4.2' });
    expect([await shunned.ended(), shunned.status]).toEqual([1006, 0]);
    expect(await dial(`${url}/public`, { localAddress: '127.0.4.3' }).refused()).toBe(101);
  });
});

describe('G5, X1: what ws must refuse', () => {
  const attack = async (bytes: Buffer, first: Buffer = Buffer.alloc(0)) => {
    const { port, url, server } = await startServer();
    const healthy = await dial(`${url}/public`, { localAddress: '127.0.5.9' }).served();
    const peer = await opened(dialRaw(port, upgradeText('/public'), '127.0.5.1'));
    expect(peer.text).toContain('101 Switching Protocols');
    peer.socket.write(first);
    await flood(peer, bytes);
    expect(healthy.code).toBe(0);
    return Object.keys(server.tally.cut);
  };

  test('one-byte fragments', async () => {
    expect(await attack(masked(0, 'x', false), masked(1, 'x', false))).toEqual(['WS_ERR_TOO_MANY_BUFFERED_PARTS']);
  });

  test('empty fragments', async () => {
    expect(await attack(masked(0, '', false), masked(1, '', false))).toEqual(['WS_ERR_TOO_MANY_BUFFERED_PARTS']);
  });

  test('a flood of pings', async () => {
    expect(await attack(masked(9, 'ping'))).toEqual(['too many messages']);
  });

  test('a giant frame that is announced', async () => {
    expect(await attack(Buffer.from([0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]))).toEqual(['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH']);
  });

  test('a frame without a mask, of an unknown kind, or compressed', async () => {
    for (const bytes of [wire({ opcode: 1, payload: Buffer.from('x') }), masked(3, 'x'), wire({ opcode: 1, payload: Buffer.from('x'), isMasked: true, reservedBits: 4 })]) {
      expect((await attack(bytes))[0]).toMatch(/^WS_ERR/);
      await closeAll();
    }
  });

  test('a message in single bytes, too slow to be one', async () => {
    const { port, server } = await startServer();
    const peer = await opened(dialRaw(port, upgradeText('/public')));
    const frame = masked(1, 'x'.repeat(100));
    for (const byte of frame) {
      peer.socket.write(Buffer.from([byte]));
      await new Promise((resolve) => { setTimeout(resolve, 1); });
    }
    await until(() => peer.isClosed, 'the cut');
    expect(Object.keys(server.tally.cut)).toHaveLength(1);
  });
});

describe('G6: requests that are too long, too many, too slow', () => {
  test('two thousand headers, or one of 9 KB, are refused', async () => {
    const { port } = await startServer();
    const many = Array.from({ length: 2_000 }, (_, index) => `a${index}: b`);
    for (const headers of [many, [`a: ${'b'.repeat(9_000)}`]]) {
      const peer = await opened(dialRaw(port, upgradeText('/public', headers)));
      expect(peer.text).toMatch(/^HTTP\/1.1 431 /);
    }
  });

  test('compression is not agreed to', async () => {
    const { port } = await startServer();
    const peer = await opened(dialRaw(port, upgradeText('/public', ['Sec-WebSocket-Extensions: permessage-deflate'])));
    expect(peer.text).toContain('101');
    expect(peer.text).not.toMatch(/extensions/i);
  });

  test('a request that never ends is closed', async () => {
    const { port } = await startServer();
    const peer = dialRaw(port, 'GET /public HTTP/1.1\r\nHost: 127.0.0.1\r\n');
    await until(() => peer.isClosed, 'the end');
    expect(peer.text).toMatch(/^(HTTP\/1.1 408 |$)/);
  });
});

describe('G7: guessing tokens', () => {
  test('an address that guesses is locked out before anything is looked up', async () => {
    const { url, tokens, server } = await startServer({ isClockStill: true });
    const guess = (index: number): Promise<number> => dial(`${url}/vip?token=tw_vip_aaaaaaaaaaaa_${String(index).padStart(43, 'A')}`, { localAddress: '127.0.6.1' }).refused();
    const statuses = [];
    for (let index = 0; index < 30; index += 1) statuses.push(await guess(index));
    expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
    expect(statuses.slice(5).every((status) => status === 429)).toBe(true);
    expect(tokens.reads).toBe(5);
    expect(server.tally.refused).toEqual({ 401: 5, 429: 25 });
    expect(await dial(`${url}/vip`, { ...bearer(tokens.issue('vip')), localAddress: '127.0.6.2' }).refused()).toBe(101);
  });

  test('guesses in parallel do not outrun the count, and a right token between them buys none', async () => {
    const { url, tokens } = await startServer({ isClockStill: true, gate: { ...DEFAULT_GATE, maxClientsPerAddress: 500 } });
    const right = bearer(tokens.issue('vip'));
    const statuses = await Promise.all(Array.from({ length: 200 }, (_, index) => (index % 10 === 9
      ? dial(`${url}/vip`, right) : dial(`${url}/vip?token=tw_vip_aaaaaaaaaaaa_${String(index).padStart(43, 'A')}`)).refused()));
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(64);
    expect(await dial(`${url}/vip`, right).refused()).toBe(429);
  });
});
