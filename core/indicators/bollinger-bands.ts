import type { Indicator } from './indicator';
import { requirePositive, requireWindow } from './require-finite';
import { type Deviation, deviationSeries, RollingDeviation } from './standard-deviation';

const NAME = 'BollingerBands';

/** Bollinger bands of one price. All in the price's unit but `width` and `percentB`, which are fractions. */
export interface BollingerBand {
  readonly middle: number;
  readonly upper: number;
  readonly lower: number;
  /** Population standard deviation of the window. */
  readonly deviation: number;
  /** BandWidth: (upper - lower) / middle. Exactly 0 on a flat window and only there. */
  readonly width: number;
  /** %b: (price - lower) / (upper - lower); 0 on the lower band, 1 on the upper. Undefined while the band is flat. */
  readonly percentB: number | undefined;
}

/** Width and %b are taken from the deviation itself: the bands' difference loses the digits of a band narrow against its price. */
const bandOf = (price: number, { mean, deviation }: Deviation, deviations: number): BollingerBand => {
  const half = deviations * deviation;
  return {
    middle: mean,
    upper: mean + half,
    lower: mean - half,
    deviation,
    width: (2 * half) / mean,
    percentB: half > 0 ? 0.5 + (price - mean) / (2 * half) : undefined,
  };
};

/**
 * Bollinger bands (S1.10): middle = SMA_n, upper and lower = middle +- k * population standard deviation_n.
 * Source: J. Bollinger, "Bollinger on Bollinger Bands", McGraw-Hill 2001; BandWidth and %b as in the same book.
 */
export const bollingerSeries = (prices: readonly number[], window: number, deviations: number): (BollingerBand | undefined)[] => {
  requirePositive(NAME, 'deviations', deviations);
  const measured = deviationSeries(prices, window);
  return prices.map((price, index) => {
    const deviation = measured[index];
    return deviation && bandOf(price, deviation, deviations);
  });
};

/**
 * `bollingerSeries` one price at a time, with the error bounds of `RollingDeviation`.
 * Throws RangeError on a price that is not a finite number above 0: a width relative to 0 has no meaning.
 */
export class BollingerBands implements Indicator<number, BollingerBand> {
  readonly warmup: number;
  private readonly rolling: RollingDeviation;

  constructor(readonly window: number, readonly deviations: number) {
    requireWindow(NAME, 'window', window);
    requirePositive(NAME, 'deviations', deviations);
    this.warmup = window;
    this.rolling = new RollingDeviation(window);
  }

  update(price: number): BollingerBand | undefined {
    requirePositive(NAME, 'price', price);
    const deviation = this.rolling.update(price);
    return deviation && bandOf(price, deviation, this.deviations);
  }

  reset(): void {
    this.rolling.reset();
  }
}
