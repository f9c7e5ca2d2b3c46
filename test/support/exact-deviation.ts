/** Power of two that makes every price used here a whole number: a double from 1e-9 up has no bit below 2^-90. */
const SCALE_BITS = 90;
const SCALE = 2 ** SCALE_BITS;

/** Population standard deviation of doubles, computed without rounding but for the last root: the judge over every other method. */
export const exactDeviation = (values: readonly number[]): number => {
  const whole = values.map((value) => BigInt(value * SCALE));
  const sum = whole.reduce((total, value) => total + value, 0n);
  const sumSquares = whole.reduce((total, value) => total + value * value, 0n);
  const count = BigInt(values.length);
  return Math.sqrt(Number(count * sumSquares - sum * sum)) / values.length / SCALE;
};

/** Mean of doubles, rounded once. */
export const exactMean = (values: readonly number[]): number => {
  const sum = values.reduce((total, value) => total + BigInt(value * SCALE), 0n);
  return Number(sum) / values.length / SCALE;
};
