import { sumTrack, type TrackSums } from '../track/track-sums';
import type { Interval } from '../wilson';
import { LEAST_CLUSTERS, type NoLift } from './lift';
import { clusterHalfWidth } from './student';

/** How much more the signals earned than entering at random. Fractions of the entry, after cost. */
export interface Edge {
  readonly fraction: number;
  /** 95 %. */
  readonly interval: Interval;
  /** Mean net return of the controls with the signals' mix of sides. */
  readonly nullFraction: number;
}

/**
 * Edge over the null baseline, with days as clusters as in `liftOf`:
 *
 *     m1 = net / n      m0 = b * buyNet0 / n0 + (1 - b) * sellNet0 / n0
 *     m1 - m0 ± t(G - 1) * sqrt(G / (G - 1) * sum over clusters of e_c²)
 *     e_c = (net_c - m1 n_c) / n - (net0_c - m0 n0_c) / n0
 *
 * A hit is a move beyond the cost, so whatever foretells volatility has a lift in hits without foretelling the direction; the mean
 * return of a market without drift is minus the cost however volatile it is, and an edge needs the direction. Sources as in `liftOf`.
 */
export const edgeOf = (clusters: readonly TrackSums[]): Edge | NoLift => {
  const filled = clusters.filter(({ n, controls }) => n + controls > 0);
  const all = sumTrack(filled);
  if (all.controls === 0) return 'no-controls';
  if (all.n === 0 || filled.length < LEAST_CLUSTERS) return 'too-few-days';
  const buyShare = all.buys / all.n;
  const nullNetOf = ({ controlBuyNetSum, controlSellNetSum }: TrackSums): number => buyShare * controlBuyNetSum + (1 - buyShare) * controlSellNetSum;
  const [mean, nullFraction] = [all.netSum / all.n, nullNetOf(all) / all.controls];
  const deviations = filled.map((sums) => (sums.netSum - mean * sums.n) / all.n - (nullNetOf(sums) - nullFraction * sums.controls) / all.controls);
  const half = clusterHalfWidth(deviations);
  const fraction = mean - nullFraction;
  return { fraction, interval: { low: fraction - half, high: fraction + half }, nullFraction };
};
