import type { Indicator } from './indicator';
import { LARGEST_DIFFERENCE, requireFinite, requireWindow } from './require-finite';

const NAME = 'ExponentialMovingAverage';

/**
 * Exponential moving average, in the unit of the values: EMA_t = EMA_(t-1) + k * (x_t - EMA_(t-1)), k = 2 / (n + 1),
 * seeded by the simple average of the first n values, which is the first answer.
 * Source: StockCharts ChartSchool, "Moving Averages - Simple and Exponential"; the seed as in Stock Indicators for .NET (D. Skender).
 */
export const emaSeries = (values: readonly number[], window: number): (number | undefined)[] => {
  requireWindow(NAME, 'window', window);
  const weight = 2 / (window + 1);
  const answers: (number | undefined)[] = [];
  let average = 0;
  for (const [index, value] of values.entries()) {
    requireFinite(NAME, 'value', value, LARGEST_DIFFERENCE);
    // Written as a running mean, the seed of a flat series is exactly its value.
    average += (value - average) * (index < window ? 1 / (index + 1) : weight);
    answers.push(index + 1 < window ? undefined : average);
  }
  return answers;
};

/**
 * `emaSeries` one value at a time, by the same operations in the same order. The recurrence forgets: a rounding error shrinks by
 * (1 - k) per update, so the error stays below (n + 1) units in the last place however long it runs.
 */
export class ExponentialMovingAverage implements Indicator<number, number> {
  readonly warmup: number;
  private readonly weight: number;
  private count = 0;
  private average = 0;

  constructor(readonly window: number) {
    requireWindow(NAME, 'window', window);
    this.warmup = window;
    this.weight = 2 / (window + 1);
  }

  update(value: number): number | undefined {
    requireFinite(NAME, 'value', value, LARGEST_DIFFERENCE);
    if (this.count < this.window) {
      this.count += 1;
      this.average += (value - this.average) * (1 / this.count);
    } else {
      this.average += (value - this.average) * this.weight;
    }
    return this.count < this.window ? undefined : this.average;
  }

  reset(): void {
    this.count = 0;
    this.average = 0;
  }
}
