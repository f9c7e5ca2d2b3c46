import fc from 'fast-check';
import type { WireBar } from '../../../../core/contracts/common';
import { BollingerBands } from '../../../../core/indicators/bollinger-bands';
import { blockShuffled, matchedWalk } from '../../../../core/outcomes/null/surrogate';
import { SeededDraws } from '../../../../core/outcomes/null/seeded-draws';
import { walkBars } from '../../../support/seeded';

const returnsOf = (bars: readonly WireBar[]): number[] => bars.slice(1).map((bar, index) => Math.log(bar[4] / bars[index]![4]));
const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const bars = walkBars(new SeededDraws('surrogate'), 200, 1e12);
const isBar = ([, open, high, low, close]: WireBar): boolean => low <= Math.min(open, close) * (1 + 1e-12) && high >= Math.max(open, close) * (1 - 1e-12);

describe('D-4: surrogate bars', () => {
  test('shuffled by blocks: the same returns in another order, from the same first price to the same last', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 250 }), fc.string(), (block, seed) => {
      const shuffled = blockShuffled(bars, block, seed);
      const [found, wanted] = [sorted(returnsOf(shuffled)), sorted(returnsOf(bars))];
      found.forEach((value, index) => { expect(value).toBeCloseTo(wanted[index]!, 10); });
      expect(shuffled.at(-1)![4]).toBeCloseTo(bars.at(-1)![4], 8);
      expect(shuffled.map(([time]) => time)).toEqual(bars.map(([time]) => time));
      expect(shuffled.every(isBar)).toBe(true);
    }), { numRuns: 30 });
  });

  test('within a block the order stays', () => {
    const shuffled = returnsOf(blockShuffled(bars, 10, 'a'));
    const wanted = returnsOf(bars);
    const starts = shuffled.filter((_, index) => index % 10 === 0).map((value) => wanted.findIndex((other) => Math.abs(other - value) < 1e-9));
    expect(starts.every((start) => start % 10 === 0 || start === -1)).toBe(true);
    expect(starts).not.toEqual([...starts].sort((a, b) => a - b));
  });

  test('a matched walk has the volatility of the bars and none of their order', () => {
    const ratios = Array.from({ length: 200 }, (_, run) => {
      const variance = (values: readonly number[]) => values.reduce((sum, value) => sum + value * value, 0);
      const walk = matchedWalk(bars, `walk ${run}`);
      expect(walk.every(isBar)).toBe(true);
      return variance(returnsOf(walk)) / variance(returnsOf(bars));
    });
    expect(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length).toBeCloseTo(1, 1);
  });

  test('both follow from their seed', () => {
    expect(blockShuffled(bars, 10, 'a')).toEqual(blockShuffled(bars, 10, 'a'));
    expect(matchedWalk(bars, 'a')).toEqual(matchedWalk(bars, 'a'));
    expect(matchedWalk(bars, 'a')).not.toEqual(matchedWalk(bars, 'b'));
    expect(blockShuffled([], 10, 'a')).toEqual([]);
    expect(matchedWalk(bars.slice(0, 1), 'a')).toEqual(bars.slice(0, 1));
  });

  test('C3.2: on matched walks a break of the bands over the 5 closes before comes on 30 % of days, by chance alone', () => {
    let [breaks, days] = [0, 0];
    for (let run = 0; run < 40; run += 1) {
      const bands = new BollingerBands(5, 2);
      let before: ReturnType<typeof bands.update>;
      for (const [, , , , close] of matchedWalk(bars, `bands ${run}`)) {
        if (before !== undefined) {
          days += 1;
          if (close > before.upper || close < before.lower) breaks += 1;
        }
        before = bands.update(close);
      }
    }
    expect(breaks / days).toBeGreaterThan(0.28);
    expect(breaks / days).toBeLessThan(0.33);
  });
});
