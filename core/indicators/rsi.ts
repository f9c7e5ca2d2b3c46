import type { Indicator } from './indicator';
import { requireFinite, requireWindow } from './require-finite';
import { WilderAverage, wilderSeries } from './wilder-average';

const NAME = 'RelativeStrengthIndex';

/**
 * Averages of a series that has stood still fade by (n - 1) / n per value. Below this they run out of digits, and their ratio
 * would wander towards 50: the movement they remember counts as none.
 */
const LEAST_MOVEMENT = 1e-280;

/** 100 * gain / (gain + loss) is Wilder's 100 - 100 / (1 + gain / loss) without the division by a loss of 0. */
const indexOf = (gain: number, loss: number): number | undefined =>
  gain + loss < LEAST_MOVEMENT ? undefined : 100 * (gain / (gain + loss));

/**
 * Relative strength index, 0 to 100: 100 - 100 / (1 + RS), RS = average gain / average loss, both by Wilder's smoothing.
 * Without losses it is 100, without gains 0. Without either (a series flat from its start) RS is 0 / 0: there is no answer, as in
 * Stock Indicators for .NET (null), and no neutral 50 or bullish 100 is made up. First answer with value n + 1.
 * Source: J. W. Wilder, "New Concepts in Technical Trading Systems", Trend Research 1978.
 */
export const rsiSeries = (values: readonly number[], window: number): (number | undefined)[] => {
  requireWindow(NAME, 'window', window);
  for (const value of values) requireFinite(NAME, 'value', value);
  const changes = values.slice(1).map((value, index) => value - (values[index] ?? value));
  const gains = wilderSeries(changes.map((change) => Math.max(change, 0)), window);
  const losses = wilderSeries(changes.map((change) => Math.max(-change, 0)), window);
  return values.map((_, index) => {
    const [gain, loss] = [gains[index - 1], losses[index - 1]];
    return gain === undefined || loss === undefined ? undefined : indexOf(gain, loss);
  });
};

/** `rsiSeries` one value at a time, exactly equal. Throws RangeError on a value that is not a finite number. */
export class RelativeStrengthIndex implements Indicator<number, number> {
  readonly warmup: number;
  private readonly gains: WilderAverage;
  private readonly losses: WilderAverage;
  private previous: number | undefined;

  constructor(readonly window = 14) {
    requireWindow(NAME, 'window', window);
    this.warmup = window + 1;
    this.gains = new WilderAverage(window);
    this.losses = new WilderAverage(window);
  }

  update(value: number): number | undefined {
    requireFinite(NAME, 'value', value);
    const change = this.previous === undefined ? undefined : value - this.previous;
    this.previous = value;
    if (change === undefined) return undefined;
    const gain = this.gains.update(Math.max(change, 0));
    const loss = this.losses.update(Math.max(-change, 0));
    return gain === undefined || loss === undefined ? undefined : indexOf(gain, loss);
  }

  reset(): void {
    this.gains.reset();
    this.losses.reset();
    this.previous = undefined;
  }
}
