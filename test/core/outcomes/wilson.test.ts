import fc from 'fast-check';
import { wilsonInterval } from '../../../core/outcomes/wilson';

const counts = fc.integer({ min: 1, max: 100_000 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

describe('Wilson interval', () => {
  test('equals published values: 6 of 10 is 0.313 to 0.832, 300 of 500 is 0.556 to 0.642', () => {
    const small = wilsonInterval(6, 10);
    const large = wilsonInterval(300, 500);
    expect([small?.low.toFixed(3), small?.high.toFixed(3)]).toEqual(['0.313', '0.832']);
    expect([large?.low.toFixed(3), large?.high.toFixed(3)]).toEqual(['0.556', '0.642']);
  });

  test('0 of 10 is 0 to 0.278 and 10 of 10 its mirror, where the textbook interval would have no width', () => {
    expect(wilsonInterval(0, 10)).toEqual({ low: 0, high: expect.closeTo(0.2775, 4) as number });
    expect(wilsonInterval(10, 10)).toEqual({ low: expect.closeTo(0.7225, 4) as number, high: 1 });
  });

  test('there is no interval without outcomes', () => {
    expect(wilsonInterval(0, 0)).toBeUndefined();
  });

  test('its ends solve the equation it comes from: |p - x| = z sqrt(x (1 - x) / n)', () => {
    fc.assert(fc.property(counts, ([hits, n]) => {
      const interval = wilsonInterval(hits, n, 1.96)!;
      const p = hits / n;
      for (const x of [interval.low, interval.high]) expect(Math.abs(p - x)).toBeCloseTo(1.96 * Math.sqrt((x * (1 - x)) / n), 9);
    }));
  });

  test('it holds the share, stays within 0 and 1, and is the mirror image for misses', () => {
    fc.assert(fc.property(counts, ([hits, n]) => {
      const { low, high } = wilsonInterval(hits, n)!;
      const misses = wilsonInterval(n - hits, n)!;
      expect(low).toBeGreaterThanOrEqual(0);
      expect(low).toBeLessThanOrEqual(hits / n);
      expect(high).toBeGreaterThanOrEqual(hits / n);
      expect(high).toBeLessThanOrEqual(1);
      expect(misses.low).toBeCloseTo(1 - high, 12);
    }));
  });

  test.each([[3, 2], [-1, 5], [1.5, 4], [NaN, 4], [0, -1]])('%s hits of %s are refused by name', (hits, n) => {
    expect(() => wilsonInterval(hits, n)).toThrow(/hits=.*n=.*whole numbers/);
  });
});
