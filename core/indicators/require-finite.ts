/** Above this the square of a difference may leave the range of doubles. No price or volume comes near it. */
const LARGEST = 1e100;

/** For averages that other indicators feed with differences of their inputs. */
export const LARGEST_DIFFERENCE = 1e101;

/** Largest look-back: keeps memory bounded and the error bounds of the sums small. */
const LONGEST_WINDOW = 1_000_000;

const refuse = (indicator: string, field: string, value: unknown, expected: string): never => {
  throw new RangeError(`${indicator}: ${field} is ${String(value)}, expected ${expected}`);
};

/** Refuses what would turn into NaN or Infinity later (B12). Throws RangeError naming the indicator, the field and the value. */
export const requireFinite = (indicator: string, field: string, value: number, largest = LARGEST): void => {
  if (typeof value !== 'number' || !(value >= -largest && value <= largest)) {
    refuse(indicator, field, value, `a finite number of magnitude ${largest} or less`);
  }
};

/** As `requireFinite`, and above 0. The good case first and in few words: a compiler puts it into the loops that ask it per price. */
export const requirePositive = (indicator: string, field: string, value: number): void => {
  if (typeof value === 'number' && value > 0 && value <= LARGEST) return;
  requireFinite(indicator, field, value);
  refuse(indicator, field, value, 'a number above 0');
};

/** As `requireFinite`, and 0 or more. */
export const requireNonNegative = (indicator: string, field: string, value: number): void => {
  requireFinite(indicator, field, value);
  if (value < 0) refuse(indicator, field, value, 'a number of 0 or more');
};

/** A look-back in inputs. Throws RangeError unless it is a whole number from 1 to 1,000,000. */
export const requireWindow = (indicator: string, field: string, window: number): void => {
  if (!Number.isInteger(window) || window < 1 || window > LONGEST_WINDOW) {
    refuse(indicator, field, window, `a whole number from 1 to ${LONGEST_WINDOW}`);
  }
};
