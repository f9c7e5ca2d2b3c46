/** The middle value, of an even number the mean of the two middle ones. @throws RangeError without values. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)];
  const lower = sorted[Math.ceil(middle) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('median of no values');
  return (lower + upper) / 2;
};

/** The value that the fraction `share` of all values does not exceed (nearest rank). Sorts in place. @throws RangeError without values. */
export const percentileInPlace = (values: Float64Array, share: number): number => {
  values.sort();
  const value = values[Math.min(values.length - 1, Math.max(0, Math.ceil(share * values.length) - 1))];
  if (value === undefined) throw new RangeError('percentile of no values');
  return value;
};
