import * as fc from 'fast-check';
import { decimalText } from '../../../../simulator/venue/binance/decimal-text';
import { RateWindow } from '../../../../simulator/venue/binance/rate-window';
import { RequestWeights } from '../../../../simulator/venue/binance/request-weights';
import { classOf, parseStream, STREAM_KINDS, streamName } from '../../../../simulator/venue/binance/stream-name';

describe('decimal text', () => {
  test('is the exact decimal of steps, whatever the grid', () => {
    fc.assert(fc.property(fc.nat(1e9), fc.constantFrom(1, 5), fc.integer({ min: 0, max: 8 }), (steps, units, decimals) => {
      const text = decimalText({ units, decimals }, steps, 8);
      expect(text).toMatch(/^\d+\.\d{8}$/);
      expect(BigInt(text.replace('.', ''))).toBe(BigInt(steps * units) * 10n ** BigInt(8 - decimals));
    }));
  });

  test('has the decimals of the step where no other number is asked for', () => {
    expect([decimalText({ units: 1, decimals: 1 }, 979_979), decimalText({ units: 100, decimals: 0 }, 3), decimalText({ units: 5, decimals: 2 }, 1)]).toEqual(['97997.9', '300', '0.05']);
  });
});

describe('stream names', () => {
  test.each(STREAM_KINDS)('%s is read as it is written', (kind) => {
    expect(parseStream(streamName(kind, '1000SATSUSDT'))).toEqual({ kind, symbol: '1000SATSUSDT' });
  });

  test('what is not served has no name here', () => {
    expect(['BTCUSDT@trade', 'btcusdt@kline_1m', '@trade', 'btcusdt', 'btcusdt@depth20'].map(parseStream)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  test('futures deliver aggregates on another path than books; spot has one', () => {
    expect([classOf('aggTrade', 'usdm'), classOf('trade', 'usdm'), classOf('depth', 'usdm'), classOf('aggTrade', 'spot')]).toEqual(['market', 'public', 'public', 'public']);
  });
});

describe('limits', () => {
  test('a window lets no more through than it may, and says how long to wait', () => {
    const window = new RateWindow(2, 1_000);
    expect([window.take(0), window.take(100), window.take(200)]).toEqual([true, true, false]);
    expect(window.waitMs(300)).toBe(700);
    expect(window.take(1_250)).toBe(true);
  });

  test('weight is forgotten with the minute, a ban is not', () => {
    const weights = new RequestWeights(100, 120_000);
    expect(weights.take(80, 0)).toEqual({ kind: 'allowed', usedWeight: 80 });
    expect(weights.take(40, 10_000)).toEqual({ kind: 'refused', status: 429, retryAfterSeconds: 50 });
    expect(weights.take(40, 60_000)).toEqual({ kind: 'allowed', usedWeight: 40 });
    for (let count = 0; count < 5; count += 1) expect(weights.take(90, 61_000)).toMatchObject({ status: 429 });
    expect(weights.take(90, 62_000)).toEqual({ kind: 'refused', status: 418, retryAfterSeconds: 120 });
    expect(weights.take(1, 130_000)).toMatchObject({ kind: 'refused', status: 418 });
    expect(weights.take(1, 182_000)).toEqual({ kind: 'allowed', usedWeight: 1 });
  });
});
