import { BinanceRest } from '../../../../adapters/exchanges/binance/rest';
import type { BinanceMarket } from '../../../../adapters/exchanges/binance/streams';
import { WeightBudget } from '../../../../adapters/exchanges/binance/weight-budget';
import { FakeBinance } from './fake-binance';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => { for (const close of closers.splice(0).reverse()) await close(); });

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const setUp = async (market: BinanceMarket = 'spot', budget?: WeightBudget) => {
  const venue = new FakeBinance(['AUSDT', 'BUSDT']);
  const { restUrl } = await venue.start();
  closers.push(() => venue.stop());
  const rest = new BinanceRest({ restUrl, market, clock: { nowMs: () => Date.now() }, ...(budget === undefined ? {} : { budget }) });
  closers.push(async () => { rest.stop(); });
  const answer = (body: unknown): void => { venue.restFault = () => ({ status: 200, headers: {}, body }); };
  return { venue, rest, answer };
};

const listing = (fields: object): object => ({
  rateLimits: [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6_000 }],
  symbols: [{ symbol: 'XUSDT', status: 'TRADING', baseAsset: 'X', quoteAsset: 'USDT', marginAsset: 'USDT', contractType: 'PERPETUAL', filters: [{ filterType: 'PRICE_FILTER', tickSize: '0.1' }], ...fields }],
});

describe('instruments', () => {
  test('C2.19: spot and futures are asked on their own paths, and turnover is joined by symbol', async () => {
    for (const [market, paths] of [['spot', ['/api/v3/exchangeInfo', '/api/v3/ticker/24hr']], ['usdm', ['/fapi/v1/exchangeInfo', '/fapi/v1/ticker/24hr']]] as const) {
      const { venue, rest } = await setUp(market);
      const { instruments, unreadable } = await rest.fetchInstruments();
      expect(instruments).toEqual([
        { symbol: 'AUSDT', baseCoin: 'A', quoteCoin: 'USDT', tickSize: 0.01, turnover24h: 1_000_000 },
        { symbol: 'BUSDT', baseCoin: 'B', quoteCoin: 'USDT', tickSize: 0.01, turnover24h: 999_999 },
      ]);
      expect(unreadable).toEqual([]);
      expect(venue.restCalls.map((call) => call.split('?')[0])).toEqual(paths);
    }
  });

  test.each([
    ['spot', { status: 'BREAK' }], ['spot', { quoteAsset: 'BTC' }], ['spot', { isSpotTradingAllowed: false }], ['spot', { status: 'CANCEL_ONLY' }],
    ['usdm', { contractType: 'TRADIFI_PERPETUAL' }], ['usdm', { contractType: 'CURRENT_QUARTER' }], ['usdm', { marginAsset: 'BTC' }],
  ] as const)('on %s a symbol with %j is not followed', async (market, fields) => {
    const { rest, venue } = await setUp(market);
    venue.restFault = (path) => (path.includes('exchangeInfo') ? { status: 200, headers: {}, body: listing(fields) } : undefined);
    await expect(rest.fetchInstruments()).rejects.toThrow('no symbol against USDT in the answer');
  });

  test('a symbol without a turnover has none, and one without a tick size is left out by name', async () => {
    const { rest, venue } = await setUp();
    const two = listing({}) as { symbols: object[] };
    two.symbols.push({ ...two.symbols[0], symbol: 'YUSDT', filters: [] });
    venue.restFault = (path) => (path.includes('exchangeInfo') ? { status: 200, headers: {}, body: two } : undefined);
    const { instruments, unreadable } = await rest.fetchInstruments();
    expect(instruments).toEqual([{ symbol: 'XUSDT', baseCoin: 'X', quoteCoin: 'USDT', tickSize: 0.1 }]);
    expect(unreadable).toEqual(['YUSDT: field "filters.PRICE_FILTER.tickSize" is absent, expected a number above 0']);
  });

  test('a list without the limit of weight is an error: it could not be kept', async () => {
    const { rest, answer } = await setUp();
    answer({ ...listing({}), rateLimits: [] });
    await expect(rest.fetchInstruments()).rejects.toThrow('"rateLimits" has no REQUEST_WEIGHT of one minute');
  });
});

describe('books and bars', () => {
  test('a snapshot carries its id and levels; futures say when, spot is taken to be now', async () => {
    const { rest, answer } = await setUp();
    answer({ lastUpdateId: 7, E: 1_750_000_000_020, T: 1_750_000_000_010, bids: [['10.5', '1'], ['10.4', '2']], asks: [] });
    expect(await rest.fetchSnapshot('AUSDT')).toMatchObject({ kind: 'book-snapshot', symbol: 'AUSDT', lastUpdateId: 7, bids: [[10.5, 1], [10.4, 2]], asks: [], exchangeTimeMs: 1_750_000_000_010 });
    answer({ lastUpdateId: 8, bids: [], asks: [] });
    const spot = await rest.fetchSnapshot('AUSDT');
    expect(spot.exchangeTimeMs).toBe(spot.receivedTimeMs);
  });

  test.each([
    [{ bids: [], asks: [] }, 'field "lastUpdateId" is undefined'], [{ lastUpdateId: 1, bids: [['0', '1']], asks: [] }, 'field "bids[0].price" is "0"'],
    [{ lastUpdateId: 1, bids: [], asks: [['1']] }, 'field "asks[0]" is ["1"]: expected a price and a quantity'], ['text', '"lastUpdateId"'],
  ])('the answer %j is refused by its field', async (body, cause) => {
    const { rest, answer } = await setUp();
    answer(body);
    await expect(rest.fetchSnapshot('AUSDT')).rejects.toThrow(cause);
  });

  test('bars are closed, oldest first and whole: the forming one and all before a hole are left out', async () => {
    const { rest, answer, venue } = await setUp();
    const bars = await rest.fetchOneMinuteBars('AUSDT', 200);
    expect([bars.length, bars.every((bar, index) => index === 0 || bar.startTimeMs === (bars[index - 1]?.startTimeMs ?? 0) + MINUTE_MS)]).toEqual([200, true]);
    expect((bars.at(-1)?.startTimeMs ?? 0) + MINUTE_MS).toBeLessThanOrEqual(Date.now());
    expect(bars[0]).toMatchObject({ open: 10, high: 11, low: 9, close: 10, volume: 5, tradeCount: 7 });
    expect(venue.restCalls).toEqual(['/api/v3/klines?symbol=AUSDT&interval=1m&limit=201']);
    const start = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
    answer([5, 3, 2, 1].map((back) => [start - back * MINUTE_MS, '1', '1', '1', '1', '0', 0, '0', 0]));
    expect((await rest.fetchOneMinuteBars('AUSDT', 200)).map(({ startTimeMs }) => (start - startTimeMs) / MINUTE_MS)).toEqual([3, 2, 1]);
    answer([[start, '1', '0.5', '1', '1', '0', 0, '0', 0]]);
    await expect(rest.fetchOneMinuteBars('AUSDT', 200)).rejects.toThrow('kline row 0: high 0.5 and low 1 do not enclose');
  });

  test('S2.26: the activity of the market is its traded value by closed hour', async () => {
    const { rest } = await setUp();
    const { hours, symbol } = await rest.fetchHourlyVolume('BTCUSDT', 720);
    expect([symbol, hours.length, hours[0]?.quoteVolume]).toEqual(['BTCUSDT', 720, 50]);
    expect((hours.at(-1)?.startTimeMs ?? 0) + HOUR_MS).toBeLessThanOrEqual(Date.now());
  });
});

describe('request weight', () => {
  test('B17: half of the limit is used by us, whatever the order of calls; the next minute begins anew', () => {
    let nowMs = 10 * MINUTE_MS + 45_000;
    const budget = new WeightBudget(() => nowMs);
    budget.setLimit(1_000);
    expect([budget.take(400), budget.take(100), budget.take(1)]).toEqual([0, 0, 15_001]);
    nowMs += 15_001;
    expect(budget.take(500)).toBe(0);
  });

  test('B17: what the venue has counted overrides our own count, upwards', () => {
    const budget = new WeightBudget(() => 0);
    budget.setLimit(1_000);
    budget.counted(450);
    expect([budget.take(50), budget.take(1) > 0]).toEqual([0, true]);
    budget.counted(10);
    expect(budget.take(1)).toBeGreaterThan(0);
  });

  test('a call that is heavier than our share goes alone', () => {
    const budget = new WeightBudget(() => 0);
    budget.setLimit(100);
    expect([budget.take(80), budget.take(1) > 0]).toEqual([0, true]);
  });

  test('B17: calls wait for weight before they are made, by the header of the last answer', async () => {
    let nowMs = MINUTE_MS - 300;
    const { rest, venue } = await setUp('spot', new WeightBudget(() => nowMs));
    await rest.fetchInstruments();
    venue.usedWeight = 2_990;
    await rest.fetchSnapshot('AUSDT');
    const second = rest.fetchSnapshot('BUSDT');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(venue.restCalls.filter((call) => call.includes('BUSDT'))).toEqual([]);
    nowMs = MINUTE_MS;
    expect((await second).symbol).toBe('BUSDT');
  });

  test('a stop ends the wait', async () => {
    const budget = new WeightBudget();
    const { rest } = await setUp('spot', budget);
    budget.counted(5_000);
    const waiting = rest.fetchSnapshot('AUSDT');
    rest.stop();
    await expect(waiting).rejects.toThrow();
  });
});
