import type { AlertState } from '../../contracts/alert-state';
import type { OpportunityType } from '../../contracts/common';
import { confidenceBandOf } from '../../contracts/confidence-band';
import type { Signal } from '../../contracts/signal';
import { checkedSpreadFraction } from '../../contracts/spread';
import { roundTripFeeFraction } from '../../market/fees';

/** What came of earlier alerts of one type and band of confidence, net of costs. */
export interface HitRecord {
  readonly n: number;
  readonly hits: number;
  /** Sum of the net returns of the hits, and of the misses with the sign turned: both fractions of the entry. */
  readonly winSumFraction: number;
  readonly lossSumFraction: number;
}

/** By `hitKey`; what is missing has no record yet. */
export type HitRecords = Readonly<Record<string, HitRecord>>;

/** So many outcomes weigh as much as the signal's own word. Thirty is where a track record begins to count (C3.17). */
const PRIOR_OUTCOMES = 30;

/** Round trip in fractions of the entry: the venue's fees, and half the spread on leaving where it is known. That on entering is in the entry. */
const costFractionOf = ({ exchange, checks }: Signal): number => roundTripFeeFraction(exchange) + (checkedSpreadFraction(checks) ?? 0) / 2;

/** `type|band`, the band being the tenth of confidence: 0.71 falls in band 7. */
export const hitKey = (type: OpportunityType, confidence: number): string =>
  `${type}|${confidenceBandOf(confidence)}`;

export interface ExpectedValue {
  readonly hitRate: number;
  readonly gainFraction: number;
  readonly lossFraction: number;
  /** Expected net return as a fraction of the entry. */
  readonly valueFraction: number;
}

const NO_RECORD: HitRecord = { n: 0, hits: 0, winSumFraction: 0, lossSumFraction: 0 };

/**
 * What an alert is expected to earn, net:
 *
 *     p = (hits + k c) / (n + k)        gain = (wins + k (|target1 - entry| / entry - cost)) / (hits + k)
 *     value = p gain - (1 - p) loss     loss = (losses + k (|entry - stop| / entry + cost)) / (n - hits + k)
 *
 * n, hits, wins and losses are those of the same type and tenth of confidence, c the confidence, k the prior outcomes. Each mean is
 * shrunk towards what the signal says of itself (Beta prior with mean c and weight k; A. Gelman et al., "Bayesian Data Analysis",
 * 3rd ed. 2013, ch. 2): with no record the signal is believed, with many outcomes only they are. No answer without stop and target.
 */
export const expectedValue = (signal: Signal, records: HitRecords): ExpectedValue | undefined => {
  const { entry_price: entry, stop_price: stop, target1_price: target, confidence } = signal;
  if (stop === null || target === null) return undefined;
  const [k, cost] = [PRIOR_OUTCOMES, costFractionOf(signal)];
  const { n, hits, winSumFraction, lossSumFraction } = records[hitKey(signal.opportunity_type, confidence)] ?? NO_RECORD;
  const hitRate = (hits + k * confidence) / (n + k);
  const gainFraction = (winSumFraction + k * (Math.abs(target - entry) / entry - cost)) / (hits + k);
  const lossFraction = (lossSumFraction + k * (Math.abs(entry - stop) / entry + cost)) / (n - hits + k);
  return { hitRate, gainFraction, lossFraction, valueFraction: hitRate * gainFraction - (1 - hitRate) * lossFraction };
};

/** A user's first verdicts move the score little: as if there were so many of each kind already. */
const PRIOR_VERDICTS = 3;

/** What a user thinks of a type, in (0, 2): 1 without verdicts, more where most were "useful", less where most were "noise". */
export const feedbackFactor = ({ feedback }: Pick<AlertState, 'feedback'>, type: OpportunityType): number => {
  const { useful, noise } = feedback[type] ?? { useful: 0, noise: 0 };
  return (2 * (useful + PRIOR_VERDICTS)) / (useful + noise + 2 * PRIOR_VERDICTS);
};

/** Alerts are ranked by this: the expected value, weighted so that more liking never lowers it, whatever its sign. */
export const scoreOf = (value: ExpectedValue | undefined, factor: number): number | null => {
  if (value === undefined) return null;
  const { valueFraction } = value;
  return valueFraction >= 0 ? valueFraction * factor : valueFraction / factor;
};
