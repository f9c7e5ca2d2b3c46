import { type BinanceVenue, startBinanceVenue } from '../../../../simulator/venue/binance/binance-venue';
import { BinanceClient } from '../../support/binance-client';
import { closeOpened, openClient, openVenue } from '../../support/opened';

afterEach(closeOpened);

const START_MS = Date.UTC(2026, 5, 1, 13, 30, 20);

interface Answer { status: number; headers: Headers; body: unknown }
type Row = Record<string, unknown>;

const get = async (venue: BinanceVenue, path: string): Promise<Answer> => {
  const response = await fetch(`${venue.restUrl}${path}`);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text.startsWith('<') ? text : JSON.parse(text) as unknown };
};

const symbolsOf = ({ body }: Answer): Row[] => (body as { symbols: Row[] }).symbols;

describe('spot REST', () => {
  let venue: BinanceVenue;
  beforeAll(async () => { venue = await startBinanceVenue({ seed: 2, symbolCount: 12 }); });
  afterAll(async () => { await venue.close(); });

  test('C2.7: the list holds stable bases, other quotes, halted and delisted symbols besides the coins', async () => {
    const rows = symbolsOf(await get(venue, '/api/v3/exchangeInfo'));
    const statusOf: Record<string, unknown> = Object.fromEntries(rows.map(({ symbol, status }) => [symbol, status] as [string, unknown]));
    expect(statusOf).toMatchObject({ BTCUSDT: 'TRADING', USDCUSDT: 'TRADING', FDUSDUSDT: 'TRADING', TUSDUSDT: 'TRADING', BUSDUSDT: 'BREAK', ETHBTC: 'TRADING', LUNAUSDT: 'HALT' });
    expect(rows.find(({ symbol }) => symbol === 'BTCUSDT')).toMatchObject({ baseAsset: 'BTC', quoteAsset: 'USDT' });
    const filters = rows[0]!['filters'] as Row[];
    expect(filters[0]).toMatchObject({ filterType: 'PRICE_FILTER', tickSize: '0.10000000' });
    const trading = symbolsOf(await get(venue, '/api/v3/exchangeInfo?symbolStatus=TRADING'));
    expect(new Set(trading.map(({ status }) => status))).toEqual(new Set(['TRADING']));
  });

  test('X7: the limits are in the list, and each answer says how much weight is used', async () => {
    const info = await get(venue, '/api/v3/exchangeInfo');
    expect((info.body as { rateLimits: Row[] }).rateLimits[0]).toEqual({ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6_000 });
    const used = Number(info.headers.get('X-MBX-USED-WEIGHT-1M'));
    const weights = [['depth?symbol=BTCUSDT&limit=100', 5], ['depth?symbol=BTCUSDT&limit=5000', 250], ['ticker/24hr', 80], ['klines?symbol=BTCUSDT&interval=1m', 2]] as const;
    let before = used;
    for (const [path, weight] of weights) {
      const { status, headers } = await get(venue, `/api/v3/${path}`);
      const now = Number(headers.get('x-mbx-used-weight-1m'));
      expect(status).toBe(200);
      // The count begins anew with a minute.
      expect([before + weight, weight]).toContain(now);
      before = now;
    }
  });

  test('a day is in the order of the wire, its range holds its price, and stable coins trade much', async () => {
    const rows = (await get(venue, '/api/v3/ticker/24hr')).body as Record<string, string>[];
    const bitcoin = rows.find(({ symbol }) => symbol === 'BTCUSDT')!;
    expect(Object.keys(bitcoin)).toEqual([
      'symbol', 'priceChange', 'priceChangePercent', 'weightedAvgPrice', 'prevClosePrice', 'lastPrice', 'lastQty', 'bidPrice', 'bidQty', 'askPrice', 'askQty',
      'openPrice', 'highPrice', 'lowPrice', 'volume', 'quoteVolume', 'openTime', 'closeTime', 'firstId', 'lastId', 'count',
    ]);
    expect(Number(bitcoin['lowPrice'])).toBeLessThanOrEqual(Number(bitcoin['lastPrice']));
    expect(Number(bitcoin['highPrice'])).toBeGreaterThanOrEqual(Number(bitcoin['lastPrice']));
    const ranked = [...rows].sort((a, b) => Number(b['quoteVolume']) - Number(a['quoteVolume'])).map(({ symbol }) => symbol);
    expect(ranked.indexOf('USDCUSDT')).toBeLessThan(3);
  });

  test('a snapshot has as many levels as asked for, at the ids of the stream', async () => {
    const { body } = await get(venue, '/api/v3/depth?symbol=BTCUSDT&limit=7');
    expect(Object.keys(body as Row)).toEqual(['lastUpdateId', 'bids', 'asks']);
    expect((body as { bids: unknown[] }).bids).toHaveLength(7);
    const all = (await get(venue, '/api/v3/depth?symbol=BTCUSDT&limit=5000')).body as { bids: unknown[] };
    expect(all.bids.length).toBeGreaterThanOrEqual(200);
  });

  test('S2.26: minutes and hours are ascending, joined, and reach back 30 days', async () => {
    const minutes = (await get(venue, '/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1000')).body as (string | number)[][];
    const hours = (await get(venue, '/api/v3/klines?symbol=BTCUSDT&interval=1h&limit=720')).body as (string | number)[][];
    expect([minutes.length, hours.length, minutes[0]!.length]).toEqual([1_000, 720, 12]);
    for (const [rows, stepMs] of [[minutes, 60_000], [hours, 3_600_000]] as const) {
      rows.slice(1).forEach((row, index) => { expect(Number(row[0]) - Number(rows[index]![0])).toBe(stepMs); });
      for (const [open, , high, low, close, , end] of rows) {
        expect(Number(end)).toBe(Number(open) + stepMs - 1);
        expect(Number(high)).toBeGreaterThanOrEqual(Number(close));
        expect(Number(low)).toBeLessThanOrEqual(Number(close));
      }
    }
    expect(hours.filter((row) => Number(row[7]) <= 0)).toEqual([]);
    const from = Number(minutes[10]![0]);
    const page = (await get(venue, `/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=${from}&limit=3`)).body as (string | number)[][];
    expect(page.map(([open]) => open)).toEqual([from, from + 60_000, from + 120_000]);
  });

  test.each([
    ['depth', -1102], ['depth?symbol=NOSUCH', -1121], ['depth?symbol=BTCUSDT&limit=5001', -1130], ['klines?symbol=BTCUSDT&interval=7m', -1120],
    ['klines?symbol=BTCUSDT', -1102], ['klines?symbol=BTCUSDT&interval=1m&limit=abc', -1130],
  ])('%s is refused with %d', async (path, code) => {
    const { status, body } = await get(venue, `/api/v3/${path}`);
    expect([status, (body as { code: number }).code]).toEqual([400, code]);
  });

  test('other paths are not there', async () => {
    expect((await get(venue, '/fapi/v1/depth?symbol=BTCUSDT')).status).toBe(404);
    expect((await get(venue, '/api/v1/depth?symbol=BTCUSDT')).status).toBe(404);
  });
});

describe('USDⓈ-M REST', () => {
  test('lists contract types, takes the documented depths only, and shows no bid in a day', async () => {
    const venue = await openVenue({ market: 'usdm', seed: 2, symbolCount: 4 });
    const rows = symbolsOf(await get(venue, '/fapi/v1/exchangeInfo'));
    expect(new Set(rows.map(({ contractType }) => contractType))).toEqual(new Set(['PERPETUAL', 'CURRENT_QUARTER', 'TRADIFI_PERPETUAL']));
    const snapshot = await get(venue, '/fapi/v1/depth?symbol=BTCUSDT&limit=1000');
    expect(Object.keys(snapshot.body as Row)).toEqual(['lastUpdateId', 'E', 'T', 'bids', 'asks']);
    expect((await get(venue, '/fapi/v1/depth?symbol=BTCUSDT&limit=7')).body).toMatchObject({ code: -4021 });
    const day = (await get(venue, '/fapi/v1/ticker/24hr?symbol=BTCUSDT')).body as Row;
    expect(['bidPrice', 'askPrice', 'prevClosePrice'].filter((name) => name in day)).toEqual([]);
  });
});

describe('limits', () => {
  test('X7: beyond the weight of a minute 429 with Retry-After, and a ban for who goes on', async () => {
    const venue = await openVenue({ seed: 2, symbolCount: 3, weightPerMinute: 160 });
    const statuses: number[] = [];
    let last: Answer | undefined;
    // As many as are enough even where a new minute begins in between.
    for (let count = 0; count < 20; count += 1) {
      last = await get(venue, '/api/v3/ticker/24hr');
      statuses.push(last.status);
    }
    expect(new Set(statuses)).toEqual(new Set([200, 429, 418]));
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(4);
    expect(statuses.at(-1)).toBe(418);
    expect(Number(last!.headers.get('retry-after'))).toBeGreaterThan(60);
    expect(last!.body).toMatchObject({ code: -1003 });
  });

  test('A13: a client that sends more than 5 messages in a second is cut with 1008', async () => {
    const venue = await openVenue({ seed: 2, symbolCount: 3 });
    const client = await openClient(`${venue.wsUrl}/stream`);
    for (let id = 1; id <= 6; id += 1) client.send({ method: 'LIST_SUBSCRIPTIONS', id });
    expect(await client.until(() => client.closed, 'the close')).toEqual({ code: 1_008, reason: 'Too many requests' });
  });

  test('more than 1024 streams on one connection are too many', async () => {
    const venue = await openVenue({ seed: 2, symbolCount: 3 });
    const client = await openClient(`${venue.wsUrl}/stream`);
    client.send({ method: 'SUBSCRIBE', params: Array.from({ length: 1_025 }, (_, index) => `c${index}usdt@trade`), id: 1 });
    expect((await client.until(() => client.closed, 'the close')).code).toBe(1_008);
  });

  test('connects beyond the limit of five minutes are refused with 429', async () => {
    const venue = await openVenue({ seed: 2, symbolCount: 3, connectsPer5Minutes: 2 });
    for (const path of ['/stream', '/ws']) await openClient(`${venue.wsUrl}${path}`);
    await expect(BinanceClient.open(`${venue.wsUrl}/stream`)).rejects.toThrow('429');
  });

  test('A11: a connection ends after its lifetime, and is pinged until then', async () => {
    const venue = await openVenue({ seed: 2, symbolCount: 3, lifetimeMs: 1_500, pingEveryMs: 400 });
    const client = await openClient(`${venue.wsUrl}/stream`);
    expect((await client.until(() => client.closed, 'the end')).code).toBe(1_001);
    expect(client.pings).toBeGreaterThan(1);
  });

  test('paths that are not served are 404', async () => {
    const venue = await openVenue({ seed: 2, symbolCount: 3, anchorMs: START_MS });
    await expect(BinanceClient.open(`${venue.wsUrl}/public/stream`)).rejects.toThrow('404');
  });
});
