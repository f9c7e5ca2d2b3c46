import type { TrackSums } from '../track/track-sums';
import { sumTrack } from '../track/track-sums';
import type { Interval } from '../wilson';
import { clusterHalfWidth } from './student';

/** Fewer groups than this say nothing of how much groups differ. */
export const LEAST_CLUSTERS = 8;
/** Hits needed on either side before the logarithm of a ratio is nearly normal. */
export const LEAST_HITS = 5;

export type NoLift = 'no-controls' | 'too-few-hits' | 'too-few-days';

/** How much more often following the signals paid than entering at random. */
export interface Lift {
  /** Hit rate / null rate. */
  readonly ratio: number;
  /** 95 %. */
  readonly interval: Interval;
  readonly hitRate: number;
  /** Hit rate of the controls with the signals' mix of sides. */
  readonly nullRate: number;
  readonly clusters: number;
}

/**
 * Lift over the null baseline with a 95 % interval that does not take alerts of one day for independent: `clusters` are the sums of
 * separate stretches of time (days). Each is resampled as a whole, so that alerts which share a market move count as what they are.
 *
 *     p1 = hits / n      p0 = b * buyHits0 / n0 + (1 - b) * sellHits0 / n0,   b = share of buys among the signals
 *     ln(p1 / p0) ± t(G - 1) * sqrt(G / (G - 1) * sum over clusters of e_c²)
 *     e_c = (hits_c - p1 n_c) / hits - (x0_c - p0 n0_c) / (p0 n0)
 *
 * Log of a ratio of proportions: D. Katz et al., Biometrics 34 (1978) 469-474. Its variance by linearisation over clusters: W. G. Cochran,
 * "Sampling Techniques", 3rd ed. 1977, ch. 6 and 9A; t with G - 1 degrees of freedom: A. C. Cameron, D. L. Miller, "A Practitioner's Guide
 * to Cluster-Robust Inference", Journal of Human Resources 50(2), 2015. Controls are counted in both directions and weighted by the mix
 * of sides (direct standardisation), because a signal's side follows the move before it and so does what its own controls did.
 */
export const liftOf = (clusters: readonly TrackSums[]): Lift | NoLift => {
  const filled = clusters.filter(({ n, controls }) => n + controls > 0);
  const all = sumTrack(filled);
  if (all.controls === 0) return 'no-controls';
  const buyShare = all.n === 0 ? 0 : all.buys / all.n;
  const controlHitsOf = (sums: TrackSums): number => buyShare * sums.controlBuyHits + (1 - buyShare) * sums.controlSellHits;
  const controlHits = controlHitsOf(all);
  if (all.hits < LEAST_HITS || controlHits < LEAST_HITS) return 'too-few-hits';
  if (filled.length < LEAST_CLUSTERS) return 'too-few-days';
  const [hitRate, nullRate] = [all.hits / all.n, controlHits / all.controls];
  const deviations = filled.map((sums) =>
    (sums.hits - hitRate * sums.n) / all.hits - (controlHitsOf(sums) - nullRate * sums.controls) / controlHits);
  const ratio = hitRate / nullRate;
  const factor = Math.exp(clusterHalfWidth(deviations));
  return { ratio, interval: { low: ratio / factor, high: ratio * factor }, hitRate, nullRate, clusters: filled.length };
};
