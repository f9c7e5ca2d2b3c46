/**
 * Two-sided 95 % points of Student's t with 1 to 30 degrees of freedom (M. Abramowitz, I. A. Stegun, "Handbook of Mathematical
 * Functions", table 26.10).
 */
const POINTS_95 = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009,
  2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
];
const Z = 1.959963984540054;

/** Beyond 30 by the first terms of the expansion of t in 1/df (Abramowitz and Stegun 26.7.5). @throws RangeError below 1. */
export const student95 = (degreesOfFreedom: number): number => {
  if (!Number.isInteger(degreesOfFreedom) || degreesOfFreedom < 1) {
    throw new RangeError(`student95: degreesOfFreedom=${degreesOfFreedom}: expected a whole number of at least 1`);
  }
  return POINTS_95[degreesOfFreedom - 1]
    ?? Z + (Z ** 3 + Z) / (4 * degreesOfFreedom) + (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / (96 * degreesOfFreedom ** 2);
};

/** Half a 95 % interval of a sum over clusters, from each cluster's deviation: t(G - 1) * sqrt(G / (G - 1) * sum of e_c²); see `liftOf`. */
export const clusterHalfWidth = (deviations: readonly number[]): number => {
  const { length } = deviations;
  const variance = (length / (length - 1)) * deviations.reduce((sum, deviation) => sum + deviation * deviation, 0);
  return student95(length - 1) * Math.sqrt(variance);
};
