import fc from 'fast-check';
import { StochasticOscillator, stochasticSeries } from '../../../core/indicators/stochastic';
import { bars } from '../../support/price-series';

const flatBar = { high: 5, low: 5, close: 5 };
const bar = (close: number) => ({ high: close + 1, low: close - 1, close });

describe('StochasticOscillator', () => {
  it('lies between 0 and 100 while closes lie within their bars', () => {
    fc.assert(fc.property(bars, (inputs) => {
      for (const answer of stochasticSeries(inputs, 5, 3, 3)) {
        if (answer) expect([answer.k, answer.d].every((value) => value >= 0 && value <= 100)).toBe(true);
      }
      const stream = new StochasticOscillator(5, 3, 3);
      for (const input of inputs) {
        const answer = stream.update(input);
        if (answer) expect([answer.k, answer.d].every((value) => value >= 0 && value <= 100)).toBe(true);
      }
    }));
  });

  it('closing on the highest high is 100, on the lowest low 0', () => {
    const rising = Array.from({ length: 10 }, (_, index) => ({ high: index + 1, low: index, close: index + 1 }));
    expect(stochasticSeries(rising, 3, 1, 1).at(-1)).toStrictEqual({ k: 100, d: 100 });
    const falling = Array.from({ length: 10 }, (_, index) => ({ high: 21 - index, low: 20 - index, close: 20 - index }));
    expect(stochasticSeries(falling, 3, 1, 1).at(-1)).toStrictEqual({ k: 0, d: 0 });
  });

  it('a flat range gives no answer, and none until both averages have whole windows again', () => {
    const stream = new StochasticOscillator(3, 2, 2);
    const inputs = [bar(1), bar(2), bar(3), bar(4), bar(5), flatBar, flatBar, flatBar, bar(6), bar(7), bar(8), bar(9)];
    const answered = inputs.map((input) => stream.update(input) !== undefined);
    expect(answered).toStrictEqual([false, false, false, false, true, true, true, false, false, false, true, true]);
  });
});
