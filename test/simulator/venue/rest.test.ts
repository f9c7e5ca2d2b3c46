import { type BybitVenue, startBybitVenue } from '../../../simulator/venue/bybit-venue';

interface Envelope { retCode: number; retMsg: string; result: Record<string, unknown>; retExtInfo: object; time: number }
interface Row { symbol: string; contractType: string; quoteCoin: string; status: string; symbolType: string; priceFilter: { tickSize: string } }

describe('the venue over REST', () => {
  let venue: BybitVenue;
  beforeAll(async () => { venue = await startBybitVenue({ seed: 2, symbolCount: 60 }); });
  afterAll(async () => { await venue.close(); });

  const get = async (path: string): Promise<Envelope> => (await fetch(`${venue.restUrl}${path}`)).json() as Promise<Envelope>;
  const list = async <T>(path: string): Promise<T[]> => (await get(path)).result['list'] as T[];

  test('every answer is in the envelope, the time in seconds and nanoseconds', async () => {
    const answer = await get('/v5/market/time');
    expect(Object.keys(answer)).toEqual(['retCode', 'retMsg', 'result', 'retExtInfo', 'time']);
    expect(answer).toMatchObject({ retCode: 0, retMsg: 'OK', result: { timeSecond: expect.stringMatching(/^\d{10}$/) as string, timeNano: expect.stringMatching(/^\d{19}$/) as string } });
  });

  test('C1.3: instruments come in pages that join without holes or repeats', async () => {
    const whole = await list<Row>('/v5/market/instruments-info?category=linear&limit=1000');
    const paged: Row[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 50 && cursor !== ''; page += 1) {
      const { result } = await get(`/v5/market/instruments-info?category=linear&limit=17${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      paged.push(...(result['list'] as Row[]));
      cursor = result['nextPageCursor'] as string;
    }
    expect(paged.map(({ symbol }) => symbol)).toEqual(whole.map(({ symbol }) => symbol));
    const encoded = encodeURIComponent((await get('/v5/market/instruments-info?category=linear&limit=17')).result['nextPageCursor'] as string);
    expect((await list<Row>(`/v5/market/instruments-info?category=linear&limit=17&cursor=${encoded}`))[0]!.symbol).toBe(whole[17]!.symbol);
  });

  test('the list holds contracts that a scanner of USDT perpetuals must leave out; PreLaunch only on request', async () => {
    const rows = await list<Row>('/v5/market/instruments-info?category=linear&limit=1000');
    expect(rows.every(({ status }) => status === 'Trading')).toBe(true);
    expect(rows.some(({ contractType }) => contractType === 'LinearFutures')).toBe(true);
    expect(rows.some(({ quoteCoin }) => quoteCoin === 'USDC')).toBe(true);
    for (const type of ['stock', 'forex', 'commodity']) expect(rows.some(({ symbolType }) => symbolType === type)).toBe(true);
    expect(rows.filter((row) => row.contractType === 'LinearPerpetual' && row.quoteCoin === 'USDT' && !['stock', 'forex', 'commodity'].includes(row.symbolType))).toHaveLength(60);
    expect((await list<Row>('/v5/market/instruments-info?category=linear&status=PreLaunch')).map(({ symbol }) => symbol)).toEqual(['NEWCOINUSDT']);
  });

  test('klines are newest first, text, one minute apart, and join each other and the last price', async () => {
    const rows = await list<string[]>('/v5/market/kline?category=linear&symbol=ETHUSDT&interval=1&limit=1000');
    expect(rows).toHaveLength(1_000);
    expect(rows.every((row) => row.length === 7 && row.every((cell) => typeof cell === 'string'))).toBe(true);
    rows.slice(1).forEach((older, index) => {
      expect(Number(rows[index]![0]) - Number(older[0])).toBe(60_000);
      expect(rows[index]![1]).toBe(older[4]);
    });
    const before = await list<string[]>(`/v5/market/kline?category=linear&symbol=ETHUSDT&interval=1&limit=400&end=${Number(rows.at(-1)![0]) - 1}`);
    expect(before[0]![0]).toBe(String(Number(rows.at(-1)![0]) - 60_000));
    expect(before).toHaveLength(400);
    const [ticker] = await list<{ lastPrice: string }>('/v5/market/tickers?category=linear&symbol=ETHUSDT');
    const [forming] = await list<string[]>('/v5/market/kline?category=linear&symbol=ETHUSDT&interval=1&limit=1');
    expect(Math.abs(Number(ticker!.lastPrice) / Number(forming![4]) - 1)).toBeLessThan(0.01);
  });

  test('a span is answered with both ends included', async () => {
    const [newest] = await list<string[]>('/v5/market/kline?category=linear&symbol=BTCUSDT&interval=1&limit=1');
    const end = Number(newest![0]) - 600_000;
    const rows = await list<string[]>(`/v5/market/kline?category=linear&symbol=BTCUSDT&interval=1&start=${end - 240_000}&end=${end}`);
    expect(rows.map(([start]) => Number(start))).toEqual([0, 1, 2, 3, 4].map((back) => end - back * 60_000));
  });

  test('tickers list every trading contract', async () => {
    const tickers = await list<{ symbol: string }>('/v5/market/tickers?category=linear');
    const instruments = await list<Row>('/v5/market/instruments-info?category=linear&limit=1000');
    expect(tickers.map(({ symbol }) => symbol).sort()).toEqual(instruments.map(({ symbol }) => symbol).sort());
  });

  test.each([
    '/v5/market/instruments-info?category=moon', '/v5/market/instruments-info?category=linear&limit=0', '/v5/market/instruments-info?category=linear&cursor=abc',
    '/v5/market/kline?category=linear&symbol=NOPEUSDT&interval=1', '/v5/market/kline?category=linear&symbol=BTCUSDT&interval=7', '/v5/market/tickers?category=linear&symbol=NOPE',
  ])('bad parameters are retCode 10001: %s', async (path) => {
    expect(await get(path)).toMatchObject({ retCode: 10_001, result: {} });
  });

  test('an unknown path is 404', async () => {
    expect((await fetch(`${venue.restUrl}/v5/nothing`)).status).toBe(404);
  });
});
