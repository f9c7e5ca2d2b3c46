export interface RoundLevel {
  /** Distance from the price to the nearest round one, as a fraction of the price; 0 at one. */
  readonly distance: number;
  /** The same distance over the furthest that a price can be, half a step: 0 at a round price, 1 midway between two. */
  readonly offset: number;
  readonly isPsycho: boolean;
}

/** A price written in decimals and its quotient by the step differ from a whole number by division alone, a few 1e-16 of it. */
const TOLERANCE = 1e-9;

/**
 * Step of the round prices around a price (C2.14): 5 * 10^(floor(log10 p) - 2), so 500 at 65,500 and 0.0005 at 0.12. The exponent is read
 * from the decimal form, because a logarithm may miss it by one at a power of ten.
 */
const stepOf = (price: number): number => {
  const exponent = Number(price.toExponential().split('e')[1]);
  return Number(`5e${exponent - 2}`);
};

/**
 * How a price lies to the round ones near it.
 * @throws RangeError for a price that is no number above 0.
 */
export const roundLevelOf = (price: number): RoundLevel => {
  if (!(price > 0 && price < Infinity)) throw new RangeError(`price is ${price}: expected a number above 0`);
  const steps = price / stepOf(price);
  const fromNearest = Math.abs(steps - Math.round(steps));
  const isPsycho = fromNearest <= TOLERANCE * steps;
  return { isPsycho, distance: isPsycho ? 0 : fromNearest / steps, offset: isPsycho ? 0 : 2 * fromNearest };
};
