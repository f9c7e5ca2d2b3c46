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
 * `bollingerSeries` one price at a time for many symbols at once, without an object per answer, with the error bounds of `WindowMoments`.
 * The answer is read from the fields of `BollingerBand` here: that of the last update that returned true, whatever its symbol.
 */
export class BollingerColumns {
  private readonly moments: WindowMoments;

  constructor(readonly window: number, readonly deviations: number) {
    requireWindow(NAME, 'window', window);
    requirePositive(NAME, 'deviations', deviations);
    this.moments = new WindowMoments(window);
  }

  get middle(): number {
    return this.moments.mean;
  }

  get upper(): number {
    return this.moments.mean + this.deviations * this.moments.deviation;
  }

  get lower(): number {
    return this.moments.mean - this.deviations * this.moments.deviation;
  }

  get deviation(): number {
    return this.moments.deviation;
  }

  get width(): number {
    return (2 * (this.deviations * this.moments.deviation)) / this.moments.mean;
  }

  /**
   * Takes the next price of a symbol in; true when there is an answer.
   * @throws RangeError on a price that is not a finite number above 0: a width relative to 0 has no meaning; and for an id that is none.
   */
  update(id: number, price: number): boolean {
    requirePositive(NAME, 'price', price);
    return this.moments.add(id, price);
  }

  /** Forgets one symbol. */
  reset(id: number): void {
    this.moments.reset(id);
  }
}

/** `BollingerColumns` for one symbol, with each answer as an object of its own. Throws RangeError on the same prices. */
export class BollingerBands implements Indicator<number, BollingerBand> {
  readonly warmup: number;
  private readonly columns: BollingerColumns;

  constructor(readonly window: number, readonly deviations: number) {
    this.columns = new BollingerColumns(window, deviations);
    this.warmup = window;
  }

  update(price: number): BollingerBand | undefined {
    return this.columns.update(0, price) ? bandOf(price, this.columns.middle, this.columns.deviation, this.deviations) : undefined;
  }

  reset(): void {
    this.columns.reset(0);
  }
}
