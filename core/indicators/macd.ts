import { emaSeries, ExponentialMovingAverage } from './ema';
import type { Indicator } from './indicator';
import { requireFinite, requireWindow } from './require-finite';

const NAME = 'Macd';

/** All three in the price's unit. */
export interface MacdAnswer {
  readonly macd: number;
  readonly signal: number;
  readonly histogram: number;
}

const requireSpans = (fast: number, slow: number, signal: number): void => {
  requireWindow(NAME, 'fast', fast);
  requireWindow(NAME, 'slow', slow);
  requireWindow(NAME, 'signal', signal);
  if (fast >= slow) throw new RangeError(`${NAME}: fast is ${fast}, expected less than slow (${slow})`);
};

/**
 * Moving average convergence/divergence: macd = EMA_fast - EMA_slow, signal = EMA of macd, histogram = macd - signal.
 * Answers once all three exist, with value slow + signal - 1.
 * Source: G. Appel, "Technical Analysis: Power Tools for Active Investors", FT Prentice Hall 2005 (12, 26, 9);
 * histogram by T. Aspray 1986 (StockCharts ChartSchool, "MACD-Histogram").
 */
export const macdSeries = (values: readonly number[], fast = 12, slow = 26, signal = 9): (MacdAnswer | undefined)[] => {
  requireSpans(fast, slow, signal);
  for (const value of values) requireFinite(NAME, 'value', value);
  const fasts = emaSeries(values, fast);
  const lines = emaSeries(values, slow).slice(slow - 1).map((slowEma, index) => (fasts[index + slow - 1] ?? 0) - (slowEma ?? 0));
  const signals = emaSeries(lines, signal);
  return values.map((_, index) => {
    const [macd, signalEma] = [lines[index - slow + 1], signals[index - slow + 1]];
    return macd === undefined || signalEma === undefined ? undefined : { macd, signal: signalEma, histogram: macd - signalEma };
  });
};

/** `macdSeries` one value at a time, exactly equal. Throws RangeError on a value that is not a finite number. */
export class Macd implements Indicator<number, MacdAnswer> {
  readonly warmup: number;
  private readonly fast: ExponentialMovingAverage;
  private readonly slow: ExponentialMovingAverage;
  private readonly signal: ExponentialMovingAverage;

  constructor(fast = 12, slow = 26, signal = 9) {
    requireSpans(fast, slow, signal);
    this.warmup = slow + signal - 1;
    this.fast = new ExponentialMovingAverage(fast);
    this.slow = new ExponentialMovingAverage(slow);
    this.signal = new ExponentialMovingAverage(signal);
  }

  update(value: number): MacdAnswer | undefined {
    requireFinite(NAME, 'value', value);
    const fast = this.fast.update(value);
    const slow = this.slow.update(value);
    if (fast === undefined || slow === undefined) return undefined;
    const macd = fast - slow;
    const signal = this.signal.update(macd);
    return signal === undefined ? undefined : { macd, signal, histogram: macd - signal };
  }

  reset(): void {
    this.fast.reset();
    this.slow.reset();
    this.signal.reset();
  }
}
