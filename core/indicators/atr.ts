import { type HighLowClose, requireBar } from './high-low-close';
import type { Indicator } from './indicator';
import { requireWindow } from './require-finite';
import { WilderAverage, wilderSeries } from './wilder-average';

const NAME = 'AverageTrueRange';

const trueRange = (bar: HighLowClose, previousClose: number): number =>
  Math.max(bar.high - bar.low, Math.abs(bar.high - previousClose), Math.abs(bar.low - previousClose));

/**
 * Average true range, in the price's unit: Wilder's smoothing of TR = max(high - low, |high - close_(t-1)|, |low - close_(t-1)|).
 * The first bar has no previous close and gives no true range, so the first answer comes with bar n + 1.
 * Source: J. W. Wilder, "New Concepts in Technical Trading Systems", Trend Research 1978; the start as in Stock Indicators for .NET.
 */
export const atrSeries = (bars: readonly HighLowClose[], window: number): (number | undefined)[] => {
  requireWindow(NAME, 'window', window);
  for (const bar of bars) requireBar(NAME, bar);
  const ranges = bars.slice(1).map((bar, index) => trueRange(bar, bars[index]?.close ?? bar.close));
  return bars.length === 0 ? [] : [undefined, ...wilderSeries(ranges, window)];
};

/** `atrSeries` one bar at a time, exactly equal. Throws RangeError on a bar with a field that is not a finite number. */
export class AverageTrueRange implements Indicator<HighLowClose, number> {
  readonly warmup: number;
  private readonly average: WilderAverage;
  private previousClose: number | undefined;

  constructor(readonly window = 14) {
    requireWindow(NAME, 'window', window);
    this.warmup = window + 1;
    this.average = new WilderAverage(window);
  }

  update(bar: HighLowClose): number | undefined {
    requireBar(NAME, bar);
    const previousClose = this.previousClose;
    this.previousClose = bar.close;
    return previousClose === undefined ? undefined : this.average.update(trueRange(bar, previousClose));
  }

  reset(): void {
    this.average.reset();
    this.previousClose = undefined;
  }
}
