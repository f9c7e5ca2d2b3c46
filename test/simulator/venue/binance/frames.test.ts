import { type BinanceVenue, startBinanceVenue } from '../../../../simulator/venue/binance/binance-venue';
import { BinanceClient } from '../../support/binance-client';

const EIGHT_DECIMALS = /^\d+\.\d{8}$/;
const levels = (value: unknown): [string, string][] => value as [string, string][];
const num = (value: unknown): number => value as number;

/** Key order and spelling of real messages, one of each kind, as the venue's documents and recordings show them. */
describe('spot frames', () => {
  let venue: BinanceVenue;
  let client: BinanceClient;
  const streams = ['btcusdt@depth20@100ms', 'btcusdt@depth@100ms', 'btcusdt@trade', 'btcusdt@aggTrade', 'btcusdt@bookTicker'];

  beforeAll(async () => {
    venue = await startBinanceVenue({ seed: 2, symbolCount: 4 });
    client = await BinanceClient.open(`${venue.wsUrl}/stream`, streams);
    for (const stream of streams) await client.count(stream, 3);
  });
  afterAll(async () => {
    client.close();
    await venue.close();
  });

  test('a partial book names neither symbol nor time and holds 20 levels a side, best first, with 8 decimals', () => {
    const [book] = client.of('btcusdt@depth20@100ms');
    expect(Object.keys(book!)).toEqual(['lastUpdateId', 'bids', 'asks']);
    const [bids, asks] = [levels(book!['bids']), levels(book!['asks'])];
    expect([bids.length, asks.length]).toEqual([20, 20]);
    const prices = [...bids.map(([price]) => price).reverse(), ...asks.map(([price]) => price)].map(Number);
    expect(prices).toEqual([...prices].sort((a, b) => a - b));
    expect([...bids, ...asks].flat().every((text) => EIGHT_DECIMALS.test(text))).toBe(true);
  });

  test('a diff has e, E, s, U, u, b, a, and its ids follow on the last ones without a hole', () => {
    const diffs = client.of('btcusdt@depth@100ms');
    expect(Object.keys(diffs[0]!)).toEqual(['e', 'E', 's', 'U', 'u', 'b', 'a']);
    expect(diffs[0]).toMatchObject({ e: 'depthUpdate', s: 'BTCUSDT' });
    diffs.slice(1).forEach((diff, index) => { expect(num(diff['U'])).toBe(num(diffs[index]!['u']) + 1); });
    for (const { U, u, b, a } of diffs) {
      expect(num(u)).toBeGreaterThanOrEqual(num(U));
      expect([...levels(b), ...levels(a)].flat().every((text) => EIGHT_DECIMALS.test(text))).toBe(true);
    }
  });

  test('a trade has e, E, s, t, p, q, T, m, M, an aggregate f and l besides', () => {
    const [trade] = client.of('btcusdt@trade');
    const [aggregate] = client.of('btcusdt@aggTrade');
    expect(Object.keys(trade!)).toEqual(['e', 'E', 's', 't', 'p', 'q', 'T', 'm', 'M']);
    expect(Object.keys(aggregate!)).toEqual(['e', 'E', 's', 'a', 'p', 'q', 'f', 'l', 'T', 'm', 'M']);
    expect(trade).toMatchObject({ e: 'trade', s: 'BTCUSDT', M: true });
    expect(EIGHT_DECIMALS.test(trade!['q'] as string)).toBe(true);
  });

  test('a book ticker has no name and no time, and comes only when the top changed', () => {
    const tops = client.of('btcusdt@bookTicker');
    expect(Object.keys(tops[0]!)).toEqual(['u', 's', 'b', 'B', 'a', 'A']);
    const texts = tops.map(({ b, B, a, A }) => JSON.stringify([b, B, a, A]));
    expect(texts.filter((text, index) => text === texts[index - 1])).toEqual([]);
  });

  test('the path /ws sends the payload alone', async () => {
    const raw = await BinanceClient.open(`${venue.wsUrl}/ws/ethusdt@depth20@100ms`);
    const book = await raw.until(() => raw.others[0], 'a raw partial book');
    expect(Object.keys(book)).toEqual(['lastUpdateId', 'bids', 'asks']);
    raw.close();
  });

  test('streams may be named in the URL of the combined path', async () => {
    const named = await BinanceClient.open(`${venue.wsUrl}/stream?streams=btcusdt@trade/ethusdt@bookTicker`);
    await named.count('ethusdt@bookTicker', 1);
    expect(await named.ask('LIST_SUBSCRIPTIONS', undefined, 3)).toEqual({ result: ['btcusdt@trade', 'ethusdt@bookTicker'], id: 3 });
    named.close();
  });

  test('requests are answered as the venue does, bad ones with an error', async () => {
    const asking = await BinanceClient.open(`${venue.wsUrl}/stream`);
    expect(await asking.ask('SUBSCRIBE', ['ethusdt@depth20@100ms'], 1)).toEqual({ result: null, id: 1 });
    expect(await asking.ask('GET_PROPERTY', ['combined'], 2)).toEqual({ result: true, id: 2 });
    expect(await asking.ask('UNSUBSCRIBE', ['ethusdt@depth20@100ms'], 3)).toEqual({ result: null, id: 3 });
    asking.send('{"method":');
    await asking.until(() => asking.others.some((other) => (other['error'] as { code: number } | undefined)?.code === 3), 'the error for no JSON');
    asking.close();
  });
});

describe('USDⓈ-M frames', () => {
  let venue: BinanceVenue;
  const clients: BinanceClient[] = [];
  const connect = async (path: string, streams: readonly string[]): Promise<BinanceClient> => {
    const client = await BinanceClient.open(`${venue.wsUrl}${path}`, streams);
    clients.push(client);
    return client;
  };

  beforeAll(async () => { venue = await startBinanceVenue({ market: 'usdm', seed: 2, symbolCount: 4 }); });
  afterAll(async () => {
    for (const client of clients) client.close();
    await venue.close();
  });

  test('a diff carries T and pu, which chains although ids jump; numbers have the decimals of their steps', async () => {
    const client = await connect('/public/stream', ['btcusdt@depth@100ms']);
    const diffs = await client.count('btcusdt@depth@100ms', 6);
    expect(Object.keys(diffs[0]!)).toEqual(['e', 'E', 'T', 's', 'U', 'u', 'pu', 'b', 'a']);
    const chained = diffs.slice(1);
    expect(chained.map(({ pu }) => pu)).toEqual(diffs.slice(0, -1).map(({ u }) => u));
    expect(chained.some(({ U, pu }) => num(U) > num(pu) + 1)).toBe(true);
    expect(diffs.flatMap(({ b }) => levels(b)).every(([price]) => /^\d+\.\d$/.test(price))).toBe(true);
  });

  test('a partial book has the same keys as a diff, a trade its X, a book ticker st and ps', async () => {
    const client = await connect('/public/stream', ['btcusdt@depth20@100ms', 'btcusdt@trade', 'btcusdt@bookTicker']);
    const [book] = await client.count('btcusdt@depth20@100ms', 1);
    const [trade] = await client.count('btcusdt@trade', 1);
    const [top] = await client.count('btcusdt@bookTicker', 1);
    expect(Object.keys(book!)).toEqual(['e', 'E', 'T', 's', 'U', 'u', 'pu', 'b', 'a']);
    expect([levels(book!['b']).length, levels(book!['a']).length]).toEqual([20, 20]);
    expect(Object.keys(trade!)).toEqual(['e', 'E', 'T', 's', 't', 'p', 'q', 'X', 'm']);
    expect(Object.keys(top!)).toEqual(['e', 'u', 's', 'b', 'B', 'a', 'A', 'T', 'E', 'st', 'ps']);
  });

  test('aggregates come on the market path alone; what is asked for on the wrong path is accepted and never comes', async () => {
    const [right, wrong, legacy] = [
      await connect('/market/stream', ['btcusdt@aggTrade', 'btcusdt@depth@100ms']), await connect('/public/stream', ['btcusdt@aggTrade', 'btcusdt@depth@100ms']),
      await connect('/stream', ['btcusdt@aggTrade', 'btcusdt@depth@100ms']),
    ];
    const [aggregate] = await right.count('btcusdt@aggTrade', 3);
    await wrong.count('btcusdt@depth@100ms', 10);
    await legacy.count('btcusdt@depth@100ms', 1);
    expect(Object.keys(aggregate!)).toEqual(['e', 'E', 'a', 's', 'p', 'q', 'nq', 'f', 'l', 'T', 'm']);
    expect([right.of('btcusdt@depth@100ms'), wrong.of('btcusdt@aggTrade'), legacy.of('btcusdt@aggTrade')]).toEqual([[], [], []]);
  });
});
