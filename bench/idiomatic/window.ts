/** Windows as plain arrays, summed anew whenever they are asked: the textbook formulas of docs/formulas.md, word for word. */

export const pushInto = <T>(window: T[], value: T, capacity: number): void => {
  window.push(value);
  if (window.length > capacity) window.shift();
};

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Population form. */
export const deviation = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length);
};
