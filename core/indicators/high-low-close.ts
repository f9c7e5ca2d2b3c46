import { requireFinite } from './require-finite';

/** What the bar-based indicators read of a bar, in quote currency. */
export interface HighLowClose {
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/**
 * Throws RangeError naming the field when one is not a finite number, or when the high is below the low.
 * A close outside high and low is let through: adjusted daily bars have it by rounding.
 */
export const requireBar = (indicator: string, { high, low, close }: HighLowClose): void => {
  requireFinite(indicator, 'high', high);
  requireFinite(indicator, 'low', low);
  requireFinite(indicator, 'close', close);
  if (high < low) throw new RangeError(`${indicator}: high is ${high}, expected the low ${low} or more`);
};
