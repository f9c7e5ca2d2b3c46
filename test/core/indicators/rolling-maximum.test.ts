import fc from 'fast-check';
import { RollingMaximum, rollingMaximumSeries } from '../../../core/indicators/rolling-maximum';

describe('RollingMaximum', () => {
  it('answers from the first value, and `count` says over how many', () => {
    const maximum = new RollingMaximum(3);
    expect([3, 1, 2, 1, 1].map((value) => [maximum.update(value), maximum.count])).toStrictEqual([[3, 1], [3, 2], [3, 3], [2, 3], [2, 3]]);
    maximum.reset();
    expect([maximum.count, maximum.update(-5), maximum.count]).toStrictEqual([0, -5, 1]);
  });

  it('equals the largest of the window for any values, ties and any window', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 80 }), fc.integer({ min: 1, max: 12 }), (values, window) => {
      const maximum = new RollingMaximum(window);
      expect(values.map((value) => maximum.update(value))).toStrictEqual(rollingMaximumSeries(values, window));
    }));
  });

  it.each([['rising', 1], ['falling', -1]])('keeps its answer over 100,000 %s values', (_, direction) => {
    const maximum = new RollingMaximum(1_200);
    let answer = 0;
    for (let index = 0; index < 100_000; index += 1) answer = maximum.update(direction * index);
    expect(answer).toBe(direction > 0 ? 99_999 : -98_800);
  });
});
