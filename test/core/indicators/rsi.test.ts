import fc from 'fast-check';
import { RelativeStrengthIndex, rsiSeries } from '../../../core/indicators/rsi';
import { prices } from '../../support/price-series';

const last = (values: readonly number[], window = 14): number | undefined => {
  const rsi = new RelativeStrengthIndex(window);
  return values.map((value) => rsi.update(value)).at(-1);
};

const times = (count: number, value: (index: number) => number): number[] => Array.from({ length: count }, (_, index) => value(index));

describe('RelativeStrengthIndex', () => {
  it('a series flat from its start has no answer: neither 0, 50 nor 100', () => {
    expect(rsiSeries(times(60, () => 98_000.1), 14)).toStrictEqual(Array(60).fill(undefined));
    expect(last(times(60, () => 98_000.1))).toBeUndefined();
  });

  it('only gains give 100, only losses 0', () => {
    expect(last(times(20, (index) => 100 + index))).toBe(100);
    expect(last(times(20, (index) => 100 - index))).toBe(0);
  });

  it('a standstill keeps the last answer, until the movement before it is too small to remember', () => {
    const walk = [100, 101, 99, 102, 101, 103, 102, 104, 103, 105, 103, 104, 102, 105, 104, 106];
    const before = last(walk)!;
    expect(last([...walk, ...times(200, () => 106)])).toBeCloseTo(before, 9);
    expect(last([...walk, ...times(20_000, () => 106)])).toBeUndefined();
    expect(last([...walk, ...times(20_000, () => 106), 107])).toBe(100);
  });

  it('lies between 0 and 100 for any prices', () => {
    fc.assert(fc.property(prices, fc.integer({ min: 1, max: 20 }), (values, window) => {
      for (const rsi of rsiSeries(values, window)) {
        if (rsi !== undefined) expect(rsi >= 0 && rsi <= 100).toBe(true);
      }
    }));
  });

  it('turned upside down it is 100 minus itself', () => {
    fc.assert(fc.property(prices, (values) => {
      const mirrored = rsiSeries(values.map((value) => -value), 14);
      for (const [index, rsi] of rsiSeries(values, 14).entries()) {
        expect(mirrored[index] === undefined).toBe(rsi === undefined);
        if (rsi !== undefined) expect(Math.abs(100 - rsi - mirrored[index]!)).toBeLessThan(1e-10);
      }
    }));
  });
});
