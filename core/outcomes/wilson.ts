export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 % point of the standard normal distribution. */
export const Z_95 = 1.959963984540054;

/**
 * Wilson score interval of a proportion, as fractions; `undefined` for n = 0, where nothing is known.
 *
 *     centre = (p + z²/2n) / (1 + z²/n)      half = z·sqrt(p(1-p)/n + z²/4n²) / (1 + z²/n)
 *
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927) 209-212;
 * recommended over p ± z·sqrt(p(1-p)/n) by Brown, Cai and DasGupta, "Interval estimation for a binomial proportion",
 * Statistical Science 16 (2001) 101-133. It assumes independent outcomes: alerts that overlap in time share a market move, so
 * the true uncertainty is larger.
 * @throws RangeError when hits or n is not a count, or hits exceeds n.
 */
export const wilsonInterval = (hits: number, n: number, z: number = Z_95): Interval | undefined => {
  if (!Number.isInteger(hits) || !Number.isInteger(n) || hits < 0 || hits > n) {
    throw new RangeError(`wilsonInterval: hits=${hits}, n=${n}: expected whole numbers with 0 <= hits <= n`);
  }
  if (n === 0) return undefined;
  const p = hits / n;
  const z2 = z * z;
  const denominator = 1 + z2 / n;
  const centre = (p + z2 / (2 * n)) / denominator;
  const half = (z * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))) / denominator;
  return { low: hits === 0 ? 0 : Math.max(0, centre - half), high: hits === n ? 1 : Math.min(1, centre + half) };
};
