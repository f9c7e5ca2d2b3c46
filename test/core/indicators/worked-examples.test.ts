import { atrSeries } from '../../../core/indicators/atr';
import { emaSeries } from '../../../core/indicators/ema';
import { macdSeries } from '../../../core/indicators/macd';
import { rsiSeries } from '../../../core/indicators/rsi';
import { smaSeries } from '../../../core/indicators/sma';
import { stochasticSeries } from '../../../core/indicators/stochastic';
import { wilderSeries } from '../../../core/indicators/wilder-average';

/** Small enough to be done by hand: these hold the oracles where no published vectors are at hand. */
describe('formulas, worked by hand', () => {
  it('SMA(3) of 1, 2, 3, 4, 8', () => {
    expect(smaSeries([1, 2, 3, 4, 8], 3)).toStrictEqual([undefined, undefined, 2, 3, 5]);
  });

  it('EMA(3) starts at the average 2 and goes half of the way each time', () => {
    expect(emaSeries([1, 2, 3, 4, 8], 3)).toStrictEqual([undefined, undefined, 2, 3, 5.5]);
  });

  it("Wilder's average of 4 starts at 2.5 and goes a quarter of the way", () => {
    expect(wilderSeries([1, 2, 3, 4, 6.5, 1.5], 4)).toStrictEqual([undefined, undefined, undefined, 2.5, 3.5, 3]);
  });

  it('a true range reaches to the close before: by a gap down, by a gap up, or it is the bar itself', () => {
    const from = { high: 11, low: 9, close: 10 };
    expect(atrSeries([from, { high: 7, low: 6, close: 6 }], 1)).toStrictEqual([undefined, 4]);
    expect(atrSeries([from, { high: 15, low: 13, close: 14 }], 1)).toStrictEqual([undefined, 5]);
    expect(atrSeries([from, { high: 12, low: 9, close: 10 }], 1)).toStrictEqual([undefined, 3]);
    expect(atrSeries([from, { high: 7, low: 6, close: 6 }, { high: 8, low: 6, close: 7 }], 2)).toStrictEqual([undefined, undefined, 3]);
  });

  it('RSI(2): gains 3 and 0 against losses 0 and 1 give 75, then a gain of 1 gives 83.3', () => {
    const answers = rsiSeries([10, 13, 12, 13], 2);
    expect(answers.slice(0, 3)).toStrictEqual([undefined, undefined, 75]);
    // Averages 1.5 and 0.5 become (1.5 + 1) / 2 = 1.25 and 0.5 / 2 = 0.25.
    expect(answers[3]).toBeCloseTo(100 * (1.25 / 1.5), 12);
  });

  it('MACD(1, 3, 2)', () => {
    // Fast 1, 2, 3, 4, 8; slow 2, 3, 5.5 from the third value on; macd 1, 1, 2.5; signal starts at 1.
    const answers = macdSeries([1, 2, 3, 4, 8], 1, 3, 2);
    expect(answers.slice(0, 4)).toStrictEqual([undefined, undefined, undefined, { macd: 1, signal: 1, histogram: 0 }]);
    expect(answers[4]).toStrictEqual({ macd: 2.5, signal: 2, histogram: 0.5 });
  });

  it('stochastic(2, 2, 2)', () => {
    const bars = [[2, 0, 1], [4, 2, 3], [4, 0, 1], [5, 1, 5], [5, 3, 4]].map(([high, low, close]) => ({ high: high!, low: low!, close: close! }));
    // Raw %K from the second bar on: 75, 25, 100, 75.
    const answers = stochasticSeries(bars, 2, 2, 2);
    expect(answers.slice(0, 3)).toStrictEqual([undefined, undefined, undefined]);
    expect(answers[3]).toStrictEqual({ k: 62.5, d: 56.25 });
    expect(answers[4]).toStrictEqual({ k: 87.5, d: 75 });
  });

  it('MACD refuses a fast span that is not shorter than the slow one', () => {
    expect(() => macdSeries([1], 26, 12, 9)).toThrow(/^Macd: fast is 26, expected less than slow \(12\)/);
  });
});
