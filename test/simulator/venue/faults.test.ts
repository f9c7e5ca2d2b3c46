import { connect as connectTcp } from 'node:net';
import { once } from 'node:events';
import WebSocket from 'ws';
import { makeMarket } from '../../../simulator/market/market';
import { type BybitVenue, startBybitVenue } from '../../../simulator/venue/bybit-venue';
import { type Frame, VenueClient } from '../support/venue-client';

interface Trade { T: number; i: string }

const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });
const trades = (frames: readonly Frame[]): Trade[] => frames.flatMap((frame) => frame.data as Trade[]);
const TOPIC = 'publicTrade.BTCUSDT';

describe('fault verbs', () => {
  let venue: BybitVenue;
  const clients: VenueClient[] = [];
  const connect = async (topics: readonly string[] = []): Promise<VenueClient> => {
    const client = await VenueClient.open(venue.wsUrl);
    clients.push(client);
    if (topics.length > 0) {
      client.subscribe(topics, 'first');
      await client.answer('subscribe', 'first');
    }
    return client;
  };
  /** All that the venue has sent to it so far has been read. */
  let barriers = 0;
  const settled = async (client: VenueClient): Promise<void> => {
    const requestId = `barrier ${barriers += 1}`;
    client.send({ req_id: requestId, op: 'ping' });
    await client.answer('ping', requestId);
  };
  const control = async (body: unknown): Promise<{ status: number; answer: { ok: boolean; error?: string; result?: unknown } }> => {
    const response = await fetch(`${venue.restUrl}/control`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
    return { status: response.status, answer: await response.json() as { ok: boolean; error?: string; result?: unknown } };
  };

  beforeEach(async () => { venue = await startBybitVenue({ seed: 2, symbolCount: 20, plants: false }); });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await venue.close();
  });

  test('stall of data: pongs go on, data stops, and comes back after clear', async () => {
    const client = await connect([TOPIC, 'tickers.BTCUSDT']);
    await client.until(() => client.ofTopic(TOPIC).length > 0, 'a trade');
    venue.faults.stall('data');
    await settled(client);
    const before = client.frames.length;
    await pause(600);
    expect(client.frames).toHaveLength(before);
    client.send({ req_id: 'p', op: 'ping' });
    await client.answer('ping', 'p');
    venue.faults.clear();
    await client.until(() => client.frames.length > before + 3, 'data after the stall');
  });

  test('stall of all: neither ping nor control ping is answered, until its time is over', async () => {
    const client = await connect([TOPIC]);
    const stalledMs = Date.now();
    venue.faults.stall('all', 1_500);
    client.send({ req_id: 'p', op: 'ping' });
    client.socket.ping();
    // Frames from before the stall may be read during it. They are told by their time, since nothing else could be a barrier: no ping is answered.
    await client.until(() => client.pongs > 0 || client.frames.some(({ op, ts }) => op === 'ping' || (ts as number) > stalledMs), 'anything new');
    expect(Date.now() - stalledMs).toBeGreaterThanOrEqual(1_500);
    client.socket.ping();
    await client.until(() => client.pongs > 0, 'a pong after the stall');
  });

  test('stall of one symbol: the others go on', async () => {
    const client = await connect(['tickers.BTCUSDT', 'tickers.ETHUSDT']);
    venue.faults.stall('symbol', undefined, 'BTCUSDT');
    await settled(client);
    const [silent, lively] = [client.ofTopic('tickers.BTCUSDT').length, client.ofTopic('tickers.ETHUSDT').length];
    await client.until(() => client.ofTopic('tickers.ETHUSDT').length > lively + 4, 'the other symbol');
    expect(client.ofTopic('tickers.BTCUSDT')).toHaveLength(silent);
  });

  test('acceptThenClose: so many connections are closed at once with 1001, the next one stays', async () => {
    venue.faults.acceptThenClose(2);
    for (let count = 0; count < 2; count += 1) {
      const client = await connect();
      expect(await client.until(() => client.closeCode, 'the close')).toBe(1_001);
    }
    const client = await connect(['tickers.BTCUSDT']);
    await client.until(() => client.ofTopic('tickers.BTCUSDT').length > 1, 'data');
  });

  test('neverUpgrade: TCP connects, the handshake is never answered', async () => {
    venue.faults.neverUpgrade();
    const socket = new WebSocket(venue.wsUrl, { handshakeTimeout: 700 });
    const [error] = await once(socket, 'error') as [Error];
    expect(error.message).toMatch(/handshake has timed out/);
    venue.faults.clear();
    await connect();
  });

  test('ackNoFanout: acknowledged and never served', async () => {
    venue.faults.ackNoFanout();
    const client = await connect([TOPIC, 'tickers.BTCUSDT', 'orderbook.1.BTCUSDT']);
    await pause(700);
    expect(client.frames.filter(({ topic }) => topic !== undefined)).toEqual([]);
  });

  test('garbage: text that is no JSON, JSON that is no message, bytes; the connection stays', async () => {
    const client = await connect([TOPIC]);
    venue.faults.garbage(8);
    await client.until(() => client.oddities.length >= 6, 'the garbage');
    expect(client.oddities.some((oddity) => Buffer.isBuffer(oddity))).toBe(true);
    expect(client.frames.some(({ topic }) => topic === 'unknown.X')).toBe(true);
    const before = client.ofTopic(TOPIC).length;
    await client.until(() => client.ofTopic(TOPIC).length > before, 'a trade afterwards');
  });

  test('hugeFrame: one frame of at least that many bytes', async () => {
    const client = await connect();
    venue.faults.hugeFrame(5_000_000);
    const text = await client.until(() => client.texts.find(({ length }) => length >= 5_000_000), 'the frame');
    expect(text.length).toBeLessThan(5_001_000);
  });

  test('drop: trade messages are missing from an otherwise whole tape', async () => {
    const anchorMs = Date.now();
    const truth = makeMarket({ seed: 2, symbolCount: 28, startTimeMs: anchorMs, plants: false });
    await venue.close();
    venue = await startBybitVenue({ seed: 2, symbolCount: 20, plants: false, anchorMs });
    const client = await connect([TOPIC]);
    await client.until(() => client.ofTopic(TOPIC).length > 4, 'trades before the drop');
    const received = (): Trade[] => trades(client.ofTopic(TOPIC));
    const wholeUntilMs = received().at(-1)!.T;
    venue.faults.drop(3);
    await client.until(() => received().at(-1)!.T > wholeUntilMs + 2_000, 'trades after the drop');
    const [fromMs, toMs] = [received()[0]!.T, received().at(-1)!.T];
    truth.setActive(['BTCUSDT']);
    const ids = new Set(received().map(({ i }) => i));
    const told = truth.advance(toMs - 1).filter((event) => event.kind === 'trade' && event.exchangeTimeMs > fromMs);
    const missing = told.filter((event) => event.kind === 'trade' && !ids.has(event.tradeId));
    expect(told.length).toBeGreaterThan(missing.length);
    expect(missing.length).toBeGreaterThanOrEqual(3);
    expect(missing.filter(({ exchangeTimeMs }) => exchangeTimeMs < wholeUntilMs)).toEqual([]);
  });

  test('duplicate: trade ids come twice, then once again', async () => {
    const client = await connect([TOPIC]);
    venue.faults.duplicate(3);
    const repeats = (): number => {
      const ids = trades(client.ofTopic(TOPIC)).map(({ i }) => i);
      return ids.length - new Set(ids).size;
    };
    await client.until(() => client.ofTopic(TOPIC).length >= 8, 'eight messages');
    const texts = client.ofTopic(TOPIC).map((frame) => JSON.stringify(frame));
    expect(texts.length - new Set(texts).size).toBe(3);
    expect(repeats()).toBeGreaterThanOrEqual(3);
  });

  test('reorder: trades arrive out of order, none twice, none more than 3 s late', async () => {
    const client = await connect([TOPIC]);
    venue.faults.reorder(3_000);
    await client.until(() => trades(client.ofTopic(TOPIC)).length >= 30, 'thirty trades');
    venue.faults.clear();
    const times = trades(client.ofTopic(TOPIC)).map(({ T }) => T);
    expect(times).not.toEqual([...times].sort((a, b) => a - b));
    const ids = trades(client.ofTopic(TOPIC)).map(({ i }) => i);
    expect(new Set(ids).size).toBe(ids.length);
    let latest = 0;
    const lateness = times.map((time) => { latest = Math.max(latest, time); return latest - time; });
    expect(Math.max(...lateness)).toBeLessThanOrEqual(3_100);
  });

  test('delist: the contract leaves the list, its data stops, its topics are unknown; the others go on', async () => {
    const client = await connect(['tickers.BTCUSDT', 'tickers.ETHUSDT']);
    venue.faults.delist('ETHUSDT');
    await settled(client);
    const [gone, here] = [client.ofTopic('tickers.ETHUSDT').length, client.ofTopic('tickers.BTCUSDT').length];
    await client.until(() => client.ofTopic('tickers.BTCUSDT').length > here + 4, 'the other symbol');
    expect(client.ofTopic('tickers.ETHUSDT')).toHaveLength(gone);
    expect(await symbols()).not.toContain('ETHUSDT');
    client.subscribe(['orderbook.1.ETHUSDT'], 'late');
    expect(await client.answer('subscribe', 'late')).toMatchObject({ success: false, ret_msg: 'error:handler not found,topic:orderbook.1.ETHUSDT' });
  });

  test('list: a contract joins under the name asked for, with data and a short history', async () => {
    expect(await symbols()).not.toContain('FRESHUSDT');
    expect(venue.faults.list('FRESHUSDT')).toBe('FRESHUSDT');
    expect(await symbols()).toContain('FRESHUSDT');
    const client = await connect(['tickers.FRESHUSDT']);
    expect((await client.until(() => client.ofTopic('tickers.FRESHUSDT')[0], 'its ticker'))['type']).toBe('snapshot');
    const response = await fetch(`${venue.restUrl}/v5/market/kline?category=linear&symbol=FRESHUSDT&interval=1&limit=200`);
    expect((await response.json() as { result: { list: unknown[] } }).result.list.length).toBeLessThan(5);
  });

  test('skew: every time stamp of the venue is off by so much', async () => {
    venue.faults.skew(-5_000);
    const client = await connect(['tickers.BTCUSDT']);
    const frame = await client.until(() => client.ofTopic('tickers.BTCUSDT')[0], 'a ticker');
    expect(Date.now() - (frame['ts'] as number)).toBeGreaterThanOrEqual(4_900);
    const { time } = await (await fetch(`${venue.restUrl}/v5/market/time`)).json() as { time: number };
    expect(Date.now() - time).toBeGreaterThanOrEqual(5_000);
  });

  test('close: with a code, or reset without a closing handshake for 1006', async () => {
    const [first, second] = [await connect(), await connect()];
    venue.faults.close(1_012);
    expect(await first.until(() => first.closeCode, 'the close')).toBe(1_012);
    expect(await second.until(() => second.closeCode, 'the close')).toBe(1_012);
    const third = await connect();
    venue.faults.close(1_006);
    expect(await third.until(() => third.closeCode, 'the reset')).toBe(1_006);
  });

  test('http: REST answers the status with Retry-After and no envelope; handshakes only when asked for', async () => {
    venue.faults.http(429, 7);
    const refused = await fetch(`${venue.restUrl}/v5/market/time`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7']);
    await expect(refused.text()).resolves.not.toContain('retCode');
    await connect();
    venue.faults.http(503, 30, 'upgrade');
    expect((await fetch(`${venue.restUrl}/v5/market/time`)).status).toBe(200);
    const socket = new WebSocket(venue.wsUrl);
    const [, response] = await once(socket, 'unexpected-response') as [unknown, { statusCode: number; headers: Record<string, string> }];
    expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '30']);
    socket.on('error', () => undefined).terminate();
    venue.faults.clear();
    await connect();
  });

  test('POST /control runs the verbs; a bad one says which field and changes nothing', async () => {
    expect(await control({ verb: 'http', status: 418 })).toMatchObject({ status: 200, answer: { ok: true } });
    expect((await fetch(`${venue.restUrl}/v5/market/time`)).status).toBe(418);
    expect(await control({ verb: 'clear' })).toMatchObject({ status: 200 });
    expect(await control({ verb: 'list' })).toMatchObject({ status: 200, answer: { result: expect.stringMatching(/USDT$/) as string } });
    expect((await fetch(`${venue.restUrl}/v5/market/time`)).status).toBe(200);
    expect(await control({ verb: 'explode' })).toMatchObject({ status: 400, answer: { error: expect.stringContaining('verb') as string } });
    expect(await control({ verb: 'drop', n: -1 })).toMatchObject({ status: 400, answer: { error: expect.stringContaining('"n"') as string } });
    expect(await control({ verb: 'stall', scope: 'symbol' })).toMatchObject({ status: 400, answer: { error: expect.stringContaining('symbol') as string } });
    expect(await control({ verb: 'delist', symbol: 'NOPEUSDT' })).toMatchObject({ status: 400, answer: { error: expect.stringContaining('NOPEUSDT') as string } });
    expect(await control('{')).toMatchObject({ status: 400 });
    const page = await fetch(`${venue.restUrl}/control`, { method: 'POST', body: '{"verb":"close"}', headers: { origin: 'http://example.test' } });
    expect(page.status).toBe(403);
  });

  test('a handshake on another path is refused, a request too long closes the connection', async () => {
    const stray = new WebSocket(venue.wsUrl.replace('linear', 'spot'));
    const [, response] = await once(stray, 'unexpected-response') as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(404);
    stray.on('error', () => undefined).terminate();
    const client = await connect();
    client.send(`{"op":"subscribe","args":["${'x'.repeat(70_000)}"]}`);
    expect(await client.until(() => client.closeCode, 'the close')).toBe(1_009);
  });

  test('the venue listens on loopback alone and frees its port when closed', async () => {
    const { port } = venue;
    expect(venue.restUrl).toBe(`http://127.0.0.1:${port}`);
    await venue.close();
    const socket = connectTcp({ host: '127.0.0.1', port });
    const [error] = await once(socket, 'error') as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
    venue = await startBybitVenue({ port, symbolCount: 5 });
    await expect(startBybitVenue({ port, symbolCount: 5 })).rejects.toThrow(`port ${port} on 127.0.0.1 cannot be used`);
  });

  const symbols = async (): Promise<string[]> => {
    const response = await fetch(`${venue.restUrl}/v5/market/instruments-info?category=linear&limit=1000`);
    return (await response.json() as { result: { list: { symbol: string }[] } }).result.list.map(({ symbol }) => symbol);
  };
});
