import { WEIGHT_ALGORITHMS, type WeightAlgorithm } from '../contracts/whale-order';
import type { WhaleSettings } from './settings';
import { type TimeFactor, timeFactorNamed, type TimeFactors } from './time-factors';

/** Raised when a formula or a share changes: weights of different versions do not compare. */
export const WEIGHTS_VERSION = 'weights.v1';

/** The five context features (C2.5), in the order of the terms. */
export const CONTEXT_FEATURES = ['near_price', 'round_level', 'low_volatility', 'persistence', 'trading_hours'] as const;
export type ContextFeature = (typeof CONTEXT_FEATURES)[number];

/** What an unknown feature counts as: neither for nor against the level. */
export const NEUTRAL = 0.5;

interface Algorithm {
  /** Shares of the two main terms; the rest is split equally over the context features. */
  readonly time: number;
  readonly size: number;
  /** Which clock it goes by, by the configuration's name. */
  readonly clock: string;
}

/**
 * S2.18 and C2.6. The source gives shares and no clocks: the one that asks most of time (conservative) goes by the slowest, the one that
 * asks least (aggressive) by the one that is fastest early, hybrid by the one between. The last three are our definition.
 */
export const ALGORITHMS: Readonly<Record<WeightAlgorithm, Algorithm>> = {
  conservative: { time: 0.4, size: 0.25, clock: 'linear_1h' },
  aggressive: { time: 0.2, size: 0.3, clock: 'logarithmic_2h' },
  hybrid: { time: 0.3, size: 0.25, clock: 'exponential_30m' },
  time_focused: { time: 0.6, size: 0.1, clock: 'linear_1h' },
  size_focused: { time: 0.1, size: 0.6, clock: 'logarithmic_2h' },
  context_adjusted: { time: 0.25, size: 0.25, clock: 'adaptive_volatility' },
};

const CLOCKS = Object.fromEntries(WEIGHT_ALGORITHMS.map((name) => [name, timeFactorNamed(ALGORITHMS[name].clock)])) as Record<WeightAlgorithm, TimeFactor>;

/** All that a level is weighed by; fractions, undefined where there is no answer. */
export interface WeightInputs {
  readonly timeFactors: TimeFactors;
  /** In [0, 1], see `sizeFactorOf`. */
  readonly sizeFactor: number;
  readonly features: Readonly<Record<ContextFeature, number | undefined>>;
}

export type Weights = Readonly<Record<WeightAlgorithm | 'recommended', number>>;

const clamped = (value: number): number => Math.min(1, Math.max(0, value));

/** Six decimals, so that a weight on the wire and its category agree. */
const shortened = (weight: number): number => Math.round(clamped(weight) * 1e6) / 1e6;

/**
 * Size on a log scale, because sizes are spread over orders of magnitude: 0 at the threshold, 1 at `fullSizeMultiple` times the baseline.
 *
 *     size = ln(ratio / multiplier) / ln(full / multiplier), clamped to [0, 1]
 */
export const sizeFactorOf = (ratio: number, { largeOrderMultiplier, fullSizeMultiple }: WhaleSettings): number =>
  clamped(Math.log(ratio / largeOrderMultiplier) / Math.log(fullSizeMultiple / largeOrderMultiplier));

/**
 * The six weights and their blend, each in [0, 1]:
 *
 *     weight = time * factor + size * sizeFactor + (1 - time - size) * mean(context features)
 *     recommended = sum over the six of blend * weight
 *
 * An unknown feature counts `NEUTRAL`.
 */
export const weightsOf = ({ timeFactors, sizeFactor, features }: WeightInputs, { blend }: Pick<WhaleSettings, 'blend'>): Weights => {
  const context = CONTEXT_FEATURES.reduce((sum, name) => sum + (features[name] ?? NEUTRAL), 0) / CONTEXT_FEATURES.length;
  const weightOf = (name: WeightAlgorithm): number => {
    const { time, size } = ALGORITHMS[name];
    return shortened(time * timeFactors[CLOCKS[name]] + size * sizeFactor + (1 - time - size) * context);
  };
  const weights = Object.fromEntries(WEIGHT_ALGORITHMS.map((name) => [name, weightOf(name)])) as Record<WeightAlgorithm, number>;
  const recommended = shortened(WEIGHT_ALGORITHMS.reduce((sum, name) => sum + blend[name] * weights[name], 0));
  return { ...weights, recommended };
};

/** What each share was multiplied with, by name (C2.5); null for a feature that had no answer and counted `NEUTRAL`. */
export const weightTerms = ({ timeFactors, sizeFactor, features }: WeightInputs): Record<string, number | null> => ({
  ...Object.fromEntries(WEIGHT_ALGORITHMS.map((name) => [`time.${name}`, timeFactors[CLOCKS[name]]])),
  size: sizeFactor,
  ...Object.fromEntries(CONTEXT_FEATURES.map((name) => [name, features[name] ?? null])),
});
