import type { Indicator } from './indicator';
import { requirePositive, requireWindow } from './require-finite';
import { deviationSeries } from './standard-deviation';
import { WindowMoments } from './window-moments';

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
const bandOf = (price: number, mean: number, deviation: number, deviations: number): BollingerBand => {
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
  requireWindow(NAME, 'window', window);
  requirePositive(NAME, 'deviations', deviations);
  for (const price of prices) requirePositive(NAME, 'price', price);
  const measured = deviationSeries(prices, window);
  return prices.map((price, index) => {
    const answer = measured[index];
    return answer && bandOf(price, answer.mean, answer.deviation, deviations);
  });
};

/**
 * `bollingerSeries` one price at a time, with the error bounds of `RollingDeviation`.
 * Throws RangeError on a price that is not a finite number above 0: a width relative to 0 has no meaning.
 */
export class BollingerBands implements Indicator<number, BollingerBand> {
  readonly warmup: number;
  private readonly moments: WindowMoments;

  constructor(readonly window: number, readonly deviations: number) {
    requireWindow(NAME, 'window', window);
    requirePositive(NAME, 'deviations', deviations);
    this.warmup = window;
    this.moments = new WindowMoments(window);
  }

  update(price: number): BollingerBand | undefined {
    requirePositive(NAME, 'price', price);
    return this.moments.add(price) ? bandOf(price, this.moments.mean(), this.moments.deviation(), this.deviations) : undefined;
  }

  reset(): void {
    this.moments.reset();
  }
}
