import type { Indicator } from './indicator';
import { requireFinite, requireWindow } from './require-finite';
import { WindowMoments } from './window-moments';

const NAME = 'SimpleMovingAverage';

/**
 * Simple moving average, in the unit of the values: SMA_t = (x_t + ... + x_(t-n+1)) / n.
 * Source: StockCharts ChartSchool, "Moving Averages - Simple and Exponential".
 * Batch oracle: each window is summed anew, around its first value, so that a flat window gives its value exactly.
 */
export const smaSeries = (values: readonly number[], window: number): (number | undefined)[] => {
  requireWindow(NAME, 'window', window);
  for (const value of values) requireFinite(NAME, 'value', value);
  return values.map((_, end) => {
    if (end + 1 < window) return undefined;
    const members = values.slice(end + 1 - window, end + 1);
    const first = members[0] ?? 0;
    return first + members.reduce((sum, value) => sum + (value - first), 0) / window;
  });
};

/** `smaSeries` one value at a time. Throws RangeError on a value that is not a finite number. */
export class SimpleMovingAverage implements Indicator<number, number> {
  readonly warmup: number;
  private readonly moments: WindowMoments;

  constructor(readonly window: number) {
    requireWindow(NAME, 'window', window);
    this.warmup = window;
    this.moments = new WindowMoments(window);
  }

  update(value: number): number | undefined {
    requireFinite(NAME, 'value', value);
    return this.moments.add(0, value) ? this.moments.mean : undefined;
  }

  reset(): void {
    this.moments.reset(0);
  }
}
