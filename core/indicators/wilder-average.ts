import type { Indicator } from './indicator';
import { LARGEST_DIFFERENCE, requireFinite, requireWindow } from './require-finite';

const NAME = 'WilderAverage';

/**
 * Wilder's smoothing, in the unit of the values: A_t = (A_(t-1) * (n - 1) + x_t) / n, seeded by the simple average of the first n.
 * Source: J. W. Wilder, "New Concepts in Technical Trading Systems", Trend Research 1978 (used there for ATR and RSI).
 */
export const wilderSeries = (values: readonly number[], window: number): (number | undefined)[] => {
  requireWindow(NAME, 'window', window);
  for (const value of values) requireFinite(NAME, 'value', value, LARGEST_DIFFERENCE);
  const seed = values.slice(0, window).reduce((sum, value) => sum + value, 0) / window;
  let average = seed;
  return values.map((value, index) => {
    if (index + 1 < window) return undefined;
    if (index + 1 > window) average = (average * (window - 1) + value) / window;
    return average;
  });
};

/** `wilderSeries` one value at a time, by the same operations in the same order; errors fade by (n - 1) / n per update. */
export class WilderAverage implements Indicator<number, number> {
  readonly warmup: number;
  private count = 0;
  /** The sum of the first n values, then the average. */
  private state = 0;

  constructor(readonly window: number) {
    requireWindow(NAME, 'window', window);
    this.warmup = window;
  }

  update(value: number): number | undefined {
    requireFinite(NAME, 'value', value, LARGEST_DIFFERENCE);
    if (this.count === this.window) {
      this.state = (this.state * (this.window - 1) + value) / this.window;
      return this.state;
    }
    this.state += value;
    this.count += 1;
    if (this.count < this.window) return undefined;
    this.state /= this.window;
    return this.state;
  }

  reset(): void {
    this.count = 0;
    this.state = 0;
  }
}
