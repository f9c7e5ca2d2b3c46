import type { Indicator } from './indicator';
import { requireNonNegative, requireWindow } from './require-finite';
import { SimpleMovingAverage, smaSeries } from './sma';

const NAME = 'VolumeMultiple';

/** Larger multiples are reported as this (C1.13): beyond it the mean is a handful of trades and the figure says nothing more. */
export const LARGEST_MULTIPLE = 999.99;

const multipleOf = (volume: number, mean: number | undefined): number | undefined =>
  mean === undefined || mean <= 0 ? undefined : Math.min(volume / mean, LARGEST_MULTIPLE);

/**
 * Volume of a bar as a multiple of the mean volume of the n bars before it, itself excluded (S1.15, C1.13): v_t / SMA_n(v)_(t-1).
 * Relative volume as in StockCharts ChartSchool, "Relative Volume (RVOL)". A pure number, at most 999.99; undefined when that mean is 0.
 * First answer with bar n + 1.
 */
export const volumeMultipleSeries = (volumes: readonly number[], window: number): (number | undefined)[] => {
  requireWindow(NAME, 'window', window);
  for (const volume of volumes) requireNonNegative(NAME, 'volume', volume);
  const means = smaSeries(volumes, window);
  return volumes.map((volume, index) => multipleOf(volume, means[index - 1]));
};

/** `volumeMultipleSeries` one volume at a time. Throws RangeError on a volume that is negative or not a finite number. */
export class VolumeMultiple implements Indicator<number, number> {
  readonly warmup: number;
  private readonly average: SimpleMovingAverage;
  /** Mean of the volumes before the next one. */
  private meanBefore: number | undefined;

  constructor(readonly window: number) {
    requireWindow(NAME, 'window', window);
    this.warmup = window + 1;
    this.average = new SimpleMovingAverage(window);
  }

  update(volume: number): number | undefined {
    requireNonNegative(NAME, 'volume', volume);
    const multiple = multipleOf(volume, this.meanBefore);
    this.meanBefore = this.average.update(volume);
    return multiple;
  }

  reset(): void {
    this.average.reset();
    this.meanBefore = undefined;
  }
}
