import fc from 'fast-check';
import { DepthSide } from '../../../core/market/depth-frame';
import { LargeLevels } from '../../../core/whales/large-levels';
import { medianOf } from '../../../core/whales/median';

/** A side of levels with these notionals at price 1. */
const sideOf = (notionals: readonly number[]): DepthSide => {
  const side = new DepthSide();
  for (const notional of notionals) side.add(1, notional);
  return side;
};

const plain = (count: number, notional = 100): number[] => Array<number>(count).fill(notional);

const measured = (notionals: readonly number[], mode: 'exclude_self' | 'inclusive' | 'median' = 'exclude_self', multiplier = 3.5): LargeLevels => {
  const levels = new LargeLevels(20, mode, multiplier);
  levels.measure(sideOf(notionals));
  return levels;
};

const largeOf = (levels: LargeLevels, count: number): number[] => Array.from({ length: count }, (_, index) => index).filter((index) => levels.isLarge(index));

describe('large levels', () => {
  test('S2.5, C2.9: 3.5 times the mean of the ten largest others is large, a hair less is not', () => {
    expect(largeOf(measured([350, ...plain(19)]), 20)).toEqual([0]);
    expect(largeOf(measured([349.99, ...plain(19)]), 20)).toEqual([]);
  });

  test('C2.9: the baseline is the ten largest, not all levels', () => {
    expect(largeOf(measured([350, ...plain(10), ...plain(9, 1)]), 20)).toEqual([0]);
  });

  test('C2.9: with the candidate in the mean at most two of ten can be large', () => {
    const levels = measured([1e6, 1e6, 1e6, ...plain(8)], 'inclusive');
    expect(largeOf(levels, 11)).toEqual([]);
    expect(largeOf(measured([1e6, 1e6, ...plain(9)], 'inclusive'), 11)).toEqual([0, 1]);
    expect(largeOf(measured([1e6, 1e6, 1e6, ...plain(8)]), 11)).toEqual([0, 1, 2]);
  });

  test('C2.9: 8.9 times the inclusive mean are 72.8 times the nine others', () => {
    const { inclusive, excludingSelf } = measured([7_281.8, ...plain(10)]).ratiosOf(7_281.8);
    expect(inclusive).toBeCloseTo(8.9, 3);
    expect(excludingSelf).toBeCloseTo(72.818, 3);
  });

  test('C2.9: by the median two large others do not hide a third', () => {
    expect(largeOf(measured([400, 5_000, 5_000, ...plain(17)], 'median'), 20)).toEqual([0, 1, 2]);
    expect(largeOf(measured([400, 5_000, 5_000, ...plain(17)]), 20)).toEqual([1, 2]);
  });

  test('a side with fewer than eleven levels has no ten others', () => {
    const levels = new LargeLevels(20, 'exclude_self', 3.5);
    expect(levels.measure(sideOf(plain(10)))).toBe(false);
    expect(levels.measure(sideOf(plain(11)))).toBe(true);
  });

  test('S2.6: levels beyond the depth do not count', () => {
    const levels = new LargeLevels(11, 'exclude_self', 3.5);
    levels.measure(sideOf([350, ...plain(10), 1e6]));
    expect(levels.isLarge(0)).toBe(true);
  });

  test('S2.37: at a multiplier of 2 more is large', () => {
    expect(largeOf(measured([200, ...plain(19)], 'exclude_self', 2), 20)).toEqual([0]);
  });

  test('the ratios equal the plain definition', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 11, maxLength: 20 }), fc.nat(19), (notionals, at) => {
      const index = at % notionals.length;
      const others = notionals.filter((_, place) => place !== index).sort((a, b) => b - a).slice(0, 10);
      const top = [...notionals].sort((a, b) => b - a).slice(0, 10);
      const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
      const ratios = measured(notionals).ratiosOf(notionals[index]!);
      expect(ratios.excludingSelf).toBeCloseTo(notionals[index]! / mean(others), 9);
      expect(ratios.inclusive).toBeCloseTo(notionals[index]! / mean(top), 9);
      expect(ratios.median).toBeCloseTo(notionals[index]! / medianOf(others)!, 9);
    }));
  });
});
