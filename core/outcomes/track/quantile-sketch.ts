/**
 * Bin names of a quantile sketch for signed fractions: DDSketch (C. Masson, J. E. Rim, H. K. Lee, "DDSketch: A Fast and
 * Fully-Mergeable Quantile Sketch with Relative-Error Guarantees", PVLDB 12(12), 2019), one store for each sign. A bin holds
 * magnitudes in (LEAST * GAMMA^(i-1), LEAST * GAMMA^i] and answers with the value that is at most RELATIVE_ERROR from all of them.
 * A sketch is a count per bin, so it is kept as counters of a table, and two are merged by adding them.
 */
export const RELATIVE_ERROR = 0.02;
const GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
/** A tenth of a basis point: what is smaller counts as 0. */
export const LEAST_FRACTION = 0.00001;
const LOG_GAMMA = Math.log(GAMMA);
/** Up to a factor of 100,000 above the least: 100 %. Larger moves count as that; they do not move a median. */
const MAX_BIN = Math.ceil(Math.log(1e5) / LOG_GAMMA);

/** Signed bin: 0 is "nothing", -3 the third bin of losses. */
export const binOf = (fraction: number): number => {
  const magnitude = Math.abs(fraction);
  if (!(magnitude > LEAST_FRACTION)) return 0;
  const bin = Math.min(MAX_BIN, Math.max(1, Math.ceil(Math.log(magnitude / LEAST_FRACTION) / LOG_GAMMA)));
  return Math.sign(fraction) * bin;
};

/** The value that a bin stands for, a fraction. */
export const valueOf = (bin: number): number =>
  (bin === 0 ? 0 : Math.sign(bin) * ((2 * LEAST_FRACTION * GAMMA ** Math.abs(bin)) / (GAMMA + 1)));

/** Counts by bin. */
export type Bins = ReadonlyMap<number, number>;

/**
 * The `q`-quantile, lower of the two middle ones for an even median: the value of rank floor(q (n - 1)). `undefined` when empty.
 * Within RELATIVE_ERROR of the exact one, or 0 where that is at most LEAST_FRACTION.
 */
export const quantileOf = (bins: Bins, q: number): number | undefined => {
  const total = [...bins.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const rank = Math.floor(q * (total - 1));
  let passed = 0;
  for (const [bin, count] of [...bins].sort(([a], [b]) => a - b)) {
    passed += count;
    if (passed > rank) return valueOf(bin);
  }
  return undefined;
};
