import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { decodeBinanceFrame } from '../../../../adapters/exchanges/binance/decode-json';
import type { FrameContext } from '../../../../adapters/exchanges/binance/frame-fields';

const SPOT: FrameContext = { venue: 'binance', receivedTimeMs: 1_750_000_000_500 };
const USDM: FrameContext = { venue: 'binance-usdm', receivedTimeMs: 1_750_000_000_500 };

// Written by hand after the documented payloads; the numbers are made up.
const trade = { e: 'trade', E: 1_750_000_000_012, s: 'ETHUSDT', t: 987_654, p: '2500.10000000', q: '0.40000000', T: 1_750_000_000_010, m: false, M: true };
const aggTrade = { e: 'aggTrade', E: 1_750_000_000_012, s: 'ETHUSDT', a: 5_555, p: '2500.10', q: '1.5', f: 10, l: 12, T: 1_750_000_000_009, m: true };
const spotBook = { u: 77, s: 'ETHUSDT', b: '2500.00', B: '3.1', a: '2500.10', A: '0.9' };
const futuresBook = { e: 'bookTicker', u: 78, s: 'ETHUSDT', b: '2500.00', B: '3.1', a: '2500.10', A: '0.9', T: 1_750_000_000_001, E: 1_750_000_000_003 };

const decode = (message: unknown, context = SPOT) => decodeBinanceFrame(JSON.stringify(message), context);
const eventOf = (message: unknown, context = SPOT) => {
  const frame = decode(message, context);
  return frame.kind === 'events' ? frame.events[0] : frame;
};

describe('Binance trades', () => {
  test('a trade carries price, quantity, the taker side, its id as text and both times', () => {
    expect(decode(trade)).toEqual({
      kind: 'events', name: 'trade',
      events: [{
        kind: 'trade', symbol: 'ETHUSDT', price: 2500.1, quantity: 0.4, side: 'buy', tradeId: '987654',
        exchangeTimeMs: 1_750_000_000_010, receivedTimeMs: 1_750_000_000_500,
      }],
    });
  });

  test('when the buyer was the maker the taker sold', () => {
    expect(eventOf({ ...trade, m: true })).toMatchObject({ side: 'sell' });
  });

  test('an aggregate trade has an id of its own that no single trade can have', () => {
    expect(eventOf(aggTrade)).toMatchObject({ kind: 'trade', tradeId: 'a5555', quantity: 1.5, side: 'sell', exchangeTimeMs: 1_750_000_000_009 });
  });

  test('the combined envelope and the raw frame decode alike', () => {
    expect(decode({ stream: 'ethusdt@trade', data: trade })).toEqual(decode(trade));
    expect(decode({ stream: 'ethusdt@aggTrade', data: aggTrade }, USDM)).toEqual(decode(aggTrade, USDM));
  });

  test('microsecond time stamps are read as the same moment', () => {
    expect(eventOf({ ...trade, T: trade.T * 1000 + 999 })).toMatchObject({ exchangeTimeMs: trade.T });
  });

  test.each(['INSURANCE_FUND', 'ADL', 'NA'])('a futures print off the order book (%s) is no trade', (X) => {
    expect(decode({ ...trade, X }, USDM)).toEqual({ kind: 'unused', name: `trade off the book (${X})` });
    expect(decode({ ...trade, X: 'MARKET' }, USDM)).toMatchObject({ kind: 'events' });
  });

  test('without a receive time the frame’s own time stands in', () => {
    expect(eventOf(trade, { venue: 'binance', receivedTimeMs: undefined })).toMatchObject({ receivedTimeMs: trade.T, exchangeTimeMs: trade.T });
  });
});

describe('Binance top of book', () => {
  test('futures carry their own time', () => {
    expect(eventOf({ stream: 'ethusdt@bookTicker', data: futuresBook }, USDM)).toEqual({
      kind: 'book-top', symbol: 'ETHUSDT', bidPrice: 2500, bidQuantity: 3.1, askPrice: 2500.1, askQuantity: 0.9,
      exchangeTimeMs: 1_750_000_000_001, receivedTimeMs: 1_750_000_000_500,
    });
  });

  test('spot has no time: the receive time stands in, or the caller’s estimate of the venue’s', () => {
    expect(eventOf(spotBook)).toMatchObject({ exchangeTimeMs: 1_750_000_000_500 });
    expect(eventOf(spotBook, { ...SPOT, untimedMs: 1_750_000_001_700 })).toMatchObject({ exchangeTimeMs: 1_750_000_001_700, receivedTimeMs: 1_750_000_000_500 });
  });

  test('spot without any time is refused by the field’s name', () => {
    expect(decode(spotBook, { venue: 'binance', receivedTimeMs: undefined })).toMatchObject({ kind: 'refused', cause: expect.stringContaining('"T"') as string });
  });

  test('an empty side is unknown, not a price of 0', () => {
    expect(eventOf({ ...spotBook, b: '0.00000000', B: '0.00000000' })).toMatchObject({ bidPrice: undefined, bidQuantity: undefined, askPrice: 2500.1 });
  });

  test('COIN-M contracts of the merged futures streams are left out', () => {
    expect(decode({ ...futuresBook, st: 2, s: 'ETHUSD_PERP' }, USDM)).toEqual({ kind: 'unused', name: 'bookTicker of COIN-M' });
    expect(decode({ ...futuresBook, st: 1 }, USDM)).toMatchObject({ kind: 'events' });
  });
});

describe('Binance frames that give no event', () => {
  test.each<[string, unknown, string]>([
    ['diff depth', { stream: 'ethusdt@depth@100ms', data: { e: 'depthUpdate', E: 1_750_000_000_000, s: 'ETHUSDT', U: 1, u: 2, b: [], a: [] } }, 'depthUpdate'],
    ['partial depth', { stream: 'ethusdt@depth20', data: { lastUpdateId: 1, bids: [], asks: [] } }, 'depthSnapshot'],
    ['an all-market array', { stream: '!miniTicker@arr', data: [] }, '!miniTicker@arr'],
    ['an acknowledgement', { result: null, id: 1 }, 'acknowledgement'],
    ['a server shutdown', { e: 'serverShutdown', E: 1_750_000_000_000 }, 'serverShutdown'],
  ])('%s is named as not used', (_, message, name) => {
    expect(decode(message)).toEqual({ kind: 'unused', name });
  });

  test.each<[string, unknown, RegExp]>([
    ['a price as a number', { ...trade, p: 2500.1 }, /"p" is 2500\.1: expected decimal text/],
    ['a price of 0', { ...trade, p: '0.00' }, /"p" is "0\.00": expected a decimal above 0/],
    ['a negative price', { ...trade, p: '-1' }, /"p"/],
    ['a price in exponents', { ...trade, p: '1e309' }, /"p"/],
    ['an empty quantity', { ...trade, q: '' }, /"q" is "": expected/],
    ['no trade id', { ...trade, t: undefined }, /"t"/],
    ['an id beyond 2^53', { ...trade, t: 2 ** 60 }, /"t"/],
    ['a time in seconds', { ...trade, T: 1_750_000_000 }, /"T" is 1750000000: expected a time after 2017/],
    ['no side', { ...trade, m: 'true' }, /"m"/],
    ['no symbol', { ...trade, s: '' }, /"s"/],
    ['an unknown object', { hello: 1 }, /"e"/],
    ['a number', 5, /"data"/],
  ])('%s is refused by name', (_, message, cause) => {
    expect(decode(message)).toEqual({ kind: 'refused', cause: expect.stringMatching(cause) as string });
  });

  test('B1: whatever arrives, nothing is thrown and no event holds a number that is none', () => {
    const mutated = fc.tuple(fc.constantFrom(trade, aggTrade, spotBook, futuresBook), fc.constantFrom('e', 's', 'p', 'q', 't', 'T', 'E', 'm', 'b', 'B', 'a', 'A', 'X', 'st'), fc.jsonValue())
      .map(([frame, key, value]) => JSON.stringify({ ...frame, [key]: value }));
    fc.assert(fc.property(fc.oneof(mutated, fc.json(), fc.string()), (text) => {
      const frame = decodeBinanceFrame(text, SPOT);
      if (frame.kind !== 'events') return;
      for (const event of frame.events) {
        for (const value of Object.values(event)) if (typeof value === 'number') expect(Number.isFinite(value) && value > 0).toBe(true);
      }
    }), { numRuns: 2_000 });
  });
});

describe('recorded Binance frames', () => {
  const FOLDER = resolve(__dirname, '../../../../../shared/captures/ws');
  const recorded = existsSync(FOLDER) ? test : test.skip;
  const suffix = existsSync(FOLDER) ? '' : ' (skipped: captures not present)';

  recorded.each([
    ['binance_spot_btcusdt_20240808.txt.gz', 'binance', { bookTicker: 28_040, trade: 9_757 }],
    ['binance_usdm_btcusdt_20240808.txt.gz', 'binance-usdm', { bookTicker: 66_089, trade: 21_313 }],
  ] as const)(`every trade and top of book of %s decodes${suffix}`, (file, venue, counts) => {
    const found: Record<string, number> = {};
    const refused: string[] = [];
    for (const line of gunzipSync(readFileSync(resolve(FOLDER, file))).toString().trimEnd().split('\n')) {
      const frame = decodeBinanceFrame(line.slice(line.indexOf(' ') + 1), { venue, receivedTimeMs: 1_723_161_253_937 });
      if (frame.kind === 'refused') refused.push(`${frame.cause}: ${line}`);
      if (frame.kind === 'events') found[frame.name] = (found[frame.name] ?? 0) + frame.events.length;
    }
    expect(found).toEqual(counts);
    expect(refused).toEqual([]);
  });
});
