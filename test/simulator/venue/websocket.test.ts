import { type BybitVenue, startBybitVenue } from '../../../simulator/venue/bybit-venue';
import { type Frame, VenueClient } from '../support/venue-client';

interface Ticker { symbol: string; lastPrice?: string; bid1Price?: string; preOpenPrice?: string }
interface Book { s: string; b: [string, string][]; a: [string, string][]; u: number; seq: number }
interface Trade { T: number; s: string; S: string; v: string; p: string; L: string; i: string; BT: boolean; RPI: boolean; seq: number }

const data = <T>(frame: Frame): T => frame.data as T;

describe('the venue over a real socket', () => {
  let venue: BybitVenue;
  const clients: VenueClient[] = [];
  const connect = async (): Promise<VenueClient> => {
    const client = await VenueClient.open(venue.wsUrl);
    clients.push(client);
    return client;
  };

  beforeAll(async () => { venue = await startBybitVenue({ seed: 2, symbolCount: 40 }); });
  afterEach(() => { for (const client of clients.splice(0)) client.close(); });
  afterAll(async () => { await venue.close(); });

  test('a ping is answered with op "ping" and ret_msg "pong", keys in the order of the wire', async () => {
    const client = await connect();
    client.send({ req_id: '100001', op: 'ping' });
    const pong = await client.answer('ping', '100001');
    expect(Object.keys(pong)).toEqual(['success', 'ret_msg', 'conn_id', 'req_id', 'op']);
    expect(pong).toMatchObject({ success: true, ret_msg: 'pong' });
  });

  test('S1.7: a ticker is a whole snapshot, then deltas with only what changed, all values text', async () => {
    const client = await connect();
    client.subscribe(['tickers.BTCUSDT'], 'a');
    expect(await client.answer('subscribe', 'a')).toEqual({ success: true, ret_msg: '', conn_id: expect.any(String) as string, req_id: 'a', op: 'subscribe' });
    await client.until(() => client.ofTopic('tickers.BTCUSDT').length >= 5, 'five ticker messages');
    const [snapshot, ...deltas] = client.ofTopic('tickers.BTCUSDT');
    expect(Object.keys(snapshot!)).toEqual(['topic', 'type', 'data', 'cs', 'ts']);
    expect(snapshot!['type']).toBe('snapshot');
    expect(data<Ticker>(snapshot!).preOpenPrice).toBe('');
    const count = Object.keys(data<Ticker>(snapshot!)).length;
    const state: Record<string, string> = { ...(data<Record<string, string>>(snapshot!)) };
    for (const delta of deltas) {
      const fields = data<Record<string, string>>(delta);
      expect(delta['type']).toBe('delta');
      expect(fields['symbol']).toBe('BTCUSDT');
      expect(Object.values(fields).every((value) => typeof value === 'string')).toBe(true);
      expect(Object.keys(fields).length).toBeLessThan(count);
      for (const [name, value] of Object.entries(fields)) {
        if (name !== 'symbol') expect(state[name]).not.toBe(value);
        state[name] = value;
      }
    }
  });

  test('C1.1: orderbook.1 is snapshot only, `ts` before `type`, with a growing `u`', async () => {
    const client = await connect();
    client.subscribe(['orderbook.1.BTCUSDT']);
    await client.until(() => client.ofTopic('orderbook.1.BTCUSDT').length >= 10, 'ten books');
    const books = client.ofTopic('orderbook.1.BTCUSDT');
    expect(Object.keys(books[0]!)).toEqual(['topic', 'ts', 'type', 'data', 'cts']);
    expect(new Set(books.map((frame) => frame['type']))).toEqual(new Set(['snapshot']));
    const updates = books.map((frame) => data<Book>(frame));
    expect(updates.every(({ b, a }) => Number(b[0]![0]) < Number(a[0]![0]))).toBe(true);
    expect(updates.map(({ u }) => u)).toEqual(updates.map(({ u }) => u).sort((a, b) => a - b));
    expect(updates.at(-1)!.u).toBeGreaterThan(updates[0]!.u);
  });

  test('publicTrade is an array with the fields of the wire in their order, ids unique, sequence rising', async () => {
    const client = await connect();
    client.subscribe(['publicTrade.BTCUSDT', 'publicTrade.ETHUSDT']);
    await client.until(() => client.ofTopic('publicTrade.BTCUSDT').length >= 4, 'four trade messages');
    const frames = client.ofTopic('publicTrade.BTCUSDT');
    expect(Object.keys(frames[0]!)).toEqual(['topic', 'type', 'ts', 'data']);
    const trades = frames.flatMap((frame) => data<Trade[]>(frame));
    expect(Object.keys(trades[0]!)).toEqual(['T', 's', 'S', 'v', 'p', 'L', 'i', 'BT', 'RPI', 'seq']);
    expect(new Set(trades.map(({ i }) => i)).size).toBe(trades.length);
    expect(trades[0]!.i).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    expect(trades.map(({ T }) => T)).toEqual(trades.map(({ T }) => T).sort((a, b) => a - b));
    expect(trades.map(({ seq }) => seq)).toEqual([...new Set(trades.map(({ seq }) => seq))].sort((a, b) => a - b));
  });

  test('one bad topic refuses the whole request, and what was named before it is not subscribed', async () => {
    const client = await connect();
    client.subscribe(['tickers.ETHUSDT', 'orderbook.500.BTCUSDT'], 'bad');
    expect(await client.answer('subscribe', 'bad')).toMatchObject({ success: false, ret_msg: 'error:handler not found,topic:orderbook.500.BTCUSDT' });
    client.subscribe(['tickers.*'], 'wild');
    expect(await client.answer('subscribe', 'wild')).toMatchObject({ success: false, ret_msg: 'error:handler not found,topic:tickers.*' });
    client.subscribe(['tickers.ETHUSDT'], 'good');
    expect(await client.answer('subscribe', 'good')).toMatchObject({ success: true });
    client.subscribe(['publicTrade.ETHUSDT', 'tickers.ETHUSDT'], 'again');
    expect(await client.answer('subscribe', 'again')).toMatchObject({ success: false, ret_msg: 'error:already subscribed,topic:tickers.ETHUSDT' });
  });

  test('after unsubscribe a topic falls silent and may be subscribed again', async () => {
    const client = await connect();
    client.subscribe(['tickers.BTCUSDT']);
    await client.until(() => client.ofTopic('tickers.BTCUSDT').length >= 2, 'two tickers');
    client.send({ req_id: 'u', op: 'unsubscribe', args: ['tickers.BTCUSDT'] });
    expect(await client.answer('unsubscribe', 'u')).toMatchObject({ success: true });
    const before = client.ofTopic('tickers.BTCUSDT').length;
    client.subscribe(['tickers.BTCUSDT'], 'back');
    await client.answer('subscribe', 'back');
    const next = await client.until(() => client.ofTopic('tickers.BTCUSDT')[before], 'the new snapshot');
    expect(next['type']).toBe('snapshot');
  });

  test('C1.4: more than 21,000 characters of arguments on one connection are refused', async () => {
    const client = await connect();
    client.subscribe(Array.from({ length: 1_100 }, (_, index) => `tickers.COIN${index}USDT`), 'long');
    expect(await client.answer('subscribe', 'long')).toMatchObject({ success: false, ret_msg: 'args length exceeds limit' });
  });

  test('what is no request is answered and does no harm', async () => {
    const client = await connect();
    client.send('{"op":');
    await client.until(() => client.frames.find((frame) => frame['success'] === false), 'the refusal');
    client.send({ req_id: 'x', op: 'dance' });
    expect(await client.answer('dance', 'x')).toMatchObject({ success: false });
    client.send({ req_id: 'n', op: 'subscribe', args: [1] });
    expect(await client.answer('subscribe', 'n')).toMatchObject({ success: false });
    client.send({ req_id: 'p', op: 'ping' });
    expect(await client.answer('ping', 'p')).toMatchObject({ success: true });
  });

  test('a top of book without change is sent again after 3 s with the same `u`', async () => {
    const still = await startBybitVenue({ seed: 2, symbolCount: 40, bookDensity: 0, speed: 0.1 });
    const client = await VenueClient.open(still.wsUrl);
    clients.push(client);
    const dead = await fetch(`${still.restUrl}/v5/market/tickers?category=linear`).then((response) => response.json()) as { result: { list: { symbol: string; turnover24h: string }[] } };
    const symbol = dead.result.list.sort((a, b) => Number(a.turnover24h) - Number(b.turnover24h))[0]!.symbol;
    client.subscribe([`orderbook.1.${symbol}`]);
    const sentAtMs = Date.now();
    const repeated = await client.until(() => {
      const updates = client.ofTopic(`orderbook.1.${symbol}`).map((frame) => data<Book>(frame).u);
      return updates.length > new Set(updates).size ? updates : undefined;
    }, 'a repeated u');
    expect(repeated.length).toBeGreaterThan(1);
    expect(Date.now() - sentAtMs).toBeGreaterThanOrEqual(2_500);
    await still.close();
  });

  test('two venues with the same seed and anchor tell the same trades', async () => {
    const anchorMs = Date.now();
    const venues = await Promise.all([1, 2].map(() => startBybitVenue({ seed: 9, symbolCount: 12, anchorMs })));
    const both = await Promise.all(venues.map(({ wsUrl }) => VenueClient.open(wsUrl)));
    clients.push(...both);
    for (const client of both) client.subscribe(['publicTrade.BTCUSDT']);
    const tape = (index: number): Map<string, string> =>
      new Map(both[index]!.ofTopic('publicTrade.BTCUSDT').flatMap((frame) => data<Trade[]>(frame)).map(({ i, T, p, v, S }) => [i, `${T} ${p} ${v} ${S}`]));
    // One may begin to hear later than the other.
    const shared = await both[1]!.until(() => {
      const ids = [...tape(0).keys()].filter((id) => tape(1).has(id));
      return ids.length >= 8 && ids;
    }, 'eight trades of both');
    for (const id of shared) expect(tape(1).get(id)).toBe(tape(0).get(id));
    await Promise.all(venues.map((one) => one.close()));
  });
});
