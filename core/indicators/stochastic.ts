import { type HighLowClose, requireBar } from './high-low-close';
import type { Indicator } from './indicator';
import { requireWindow } from './require-finite';
import { RollingMaximum, rollingMaximumSeries } from './rolling-maximum';
import { SimpleMovingAverage, smaSeries } from './sma';

const NAME = 'StochasticOscillator';

/** Both 0 to 100 while closes lie within their bars. */
export interface StochasticAnswer {
  /** Slow %K: the raw %K smoothed. */
  readonly k: number;
  /** %D: the average of `k`. */
  readonly d: number;
}

/** Raw %K, or undefined while the range is flat: a close has no place in a range of 0. */
const rawK = (close: number, highest: number, lowest: number): number | undefined =>
  highest === lowest ? undefined : 100 * ((close - lowest) / (highest - lowest));

/** Averages over `window` defined values in a row; undefined where one is missing. */
const averageSeries = (values: readonly (number | undefined)[], window: number): (number | undefined)[] =>
  values.map((_, end) => {
    const members = values.slice(Math.max(0, end + 1 - window), end + 1).filter((value) => value !== undefined);
    return members.length === window ? smaSeries(members, window)[window - 1] : undefined;
  });

/**
 * Slow stochastic oscillator: raw %K = 100 * (close - lowest low_n) / (highest high_n - lowest low_n); `k` = SMA of raw %K, `d` = SMA of `k`.
 * A flat range gives no raw %K, and no answer as long as one of the averages would need it. First answer with bar n + smooth + signal - 2.
 * Source: G. C. Lane, "Lane's Stochastics", Technical Analysis of Stocks & Commodities, 1984; StockCharts ChartSchool, "Stochastic Oscillator".
 */
export const stochasticSeries = (
  bars: readonly HighLowClose[], window = 14, smooth = 3, signal = 3,
): (StochasticAnswer | undefined)[] => {
  requireWindow(NAME, 'window', window);
  for (const bar of bars) requireBar(NAME, bar);
  const highest = rollingMaximumSeries(bars.map((bar) => bar.high), window);
  const lowest = rollingMaximumSeries(bars.map((bar) => -bar.low), window).map((value) => -value);
  const raw = bars.map((bar, index) => (index + 1 < window ? undefined : rawK(bar.close, highest[index] ?? 0, lowest[index] ?? 0)));
  const ks = averageSeries(raw, smooth);
  const ds = averageSeries(ks, signal);
  return bars.map((_, index) => {
    const [k, d] = [ks[index], ds[index]];
    return k === undefined || d === undefined ? undefined : { k, d };
  });
};

/** `stochasticSeries` one bar at a time. Throws RangeError on a bar with a field that is not a finite number. */
export class StochasticOscillator implements Indicator<HighLowClose, StochasticAnswer> {
  readonly warmup: number;
  private readonly highs: RollingMaximum;
  /** Maximum of the negated lows, which is the negated minimum. */
  private readonly negatedLows: RollingMaximum;
  private readonly smooth: SimpleMovingAverage;
  private readonly signal: SimpleMovingAverage;

  constructor(readonly window = 14, smooth = 3, signal = 3) {
    requireWindow(NAME, 'window', window);
    requireWindow(NAME, 'smooth', smooth);
    requireWindow(NAME, 'signal', signal);
    this.warmup = window + smooth + signal - 2;
    this.highs = new RollingMaximum(window);
    this.negatedLows = new RollingMaximum(window);
    this.smooth = new SimpleMovingAverage(smooth);
    this.signal = new SimpleMovingAverage(signal);
  }

  update(bar: HighLowClose): StochasticAnswer | undefined {
    requireBar(NAME, bar);
    const highest = this.highs.update(bar.high);
    const lowest = -this.negatedLows.update(-bar.low);
    if (this.highs.count < this.window) return undefined;
    const raw = rawK(bar.close, highest, lowest);
    if (raw === undefined) {
      this.resetAverages();
      return undefined;
    }
    const k = this.smooth.update(raw);
    const d = k === undefined ? undefined : this.signal.update(k);
    return k === undefined || d === undefined ? undefined : { k, d };
  }

  reset(): void {
    this.highs.reset();
    this.negatedLows.reset();
    this.resetAverages();
  }

  private resetAverages(): void {
    this.smooth.reset();
    this.signal.reset();
  }
}
