import type { Indicator } from './indicator';
import { requireFinite, requireWindow } from './require-finite';
import { WindowMoments } from './window-moments';

const NAME = 'RollingDeviation';

/** Mean and population standard deviation of a window, both in the unit of the values. */
export interface Deviation {
  readonly mean: number;
  readonly deviation: number;
}

const deviationOf = (members: readonly number[]): Deviation => {
  const first = members[0] ?? 0;
  const mean = first + members.reduce((sum, value) => sum + (value - first), 0) / members.length;
  const residual = members.reduce((sum, value) => sum + (value - mean), 0);
  const squares = members.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(Math.max(0, squares - residual ** 2 / members.length) / members.length) };
};

/**
 * Population standard deviation of the last n values: sqrt(sum (x - mean)^2 / n).
 * Source: J. Bollinger, "Bollinger on Bollinger Bands", McGraw-Hill 2001 (population form, n in the denominator).
 * Batch oracle by the corrected two-pass algorithm (Chan, Golub, LeVeque, The American Statistician 37(3), 1983).
 */
export const deviationSeries = (values: readonly number[], window: number): (Deviation | undefined)[] => {
  requireWindow(NAME, 'window', window);
  for (const value of values) requireFinite(NAME, 'value', value);
  return values.map((_, end) => (end + 1 < window ? undefined : deviationOf(values.slice(end + 1 - window, end + 1))));
};

/**
 * `deviationSeries` one value at a time. A flat window gives exactly 0, whatever came before it; a window that is not flat gives
 * more than 0 as long as its values differ by more than 1e-150. Throws RangeError on a value that is not a finite number.
 */
export class RollingDeviation implements Indicator<number, Deviation> {
  readonly warmup: number;
  private readonly moments: WindowMoments;

  constructor(readonly window: number) {
    requireWindow(NAME, 'window', window);
    this.warmup = window;
    this.moments = new WindowMoments(window);
  }

  update(value: number): Deviation | undefined {
    requireFinite(NAME, 'value', value);
    return this.moments.add(0, value) ? { mean: this.moments.mean, deviation: this.moments.deviation } : undefined;
  }

  reset(): void {
    this.moments.reset(0);
  }
}
