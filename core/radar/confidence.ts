const BASE = 0.35;
const SPAN = 0.35;

/** Strength of a value at or above its threshold, 0 at the threshold and 1 at `full`; a fraction. A threshold at `full` can only be met in full. */
export const strengthAbove = (value: number, threshold: number, full: number): number =>
  (full > threshold ? Math.min(1, Math.max(0, (value - threshold) / (full - threshold))) : 1);

/**
 * Heuristic confidence of an opportunity (C1.9, CX.1). Each detector that holds gives c = 0.35 + 0.35 * strength; together
 * 1 - product(1 - c): one at its threshold 0.35, one at full strength 0.70, three at full strength 0.97.
 * Not a probability: `confidence_kind` says heuristic until measured outcomes replace it.
 */
export const confidenceOf = (strengths: readonly number[]): number => {
  const doubt = strengths.reduce((product, strength) => product * (1 - BASE - SPAN * strength), 1);
  return Math.round((1 - doubt) * 1_000) / 1_000;
};
