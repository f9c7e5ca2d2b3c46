import { type Edge, edgeOf } from '../null/edge';
import { liftOf, type Lift, type NoLift } from '../null/lift';
import { DEFAULT_OUTCOME_SETTINGS, type OutcomeSettings } from '../settings';
import { wilsonInterval, Z_95, type Interval } from '../wilson';
import { type Equity, type EquityPoint, equityOf } from './equity';
import { quantileOf } from './quantile-sketch';
import { sumTrack, type TrackSums } from './track-sums';

const YEAR_MS = 365.25 * 86_400_000;

/** What is known of one group of results. Returns are fractions of the entry after cost; `undefined` where the data leaves it open. */
export interface TrackRecord {
  readonly n: number;
  readonly blind: number;
  readonly halted: number;
  /** False below the settings' `minOutcomes`: say "not enough data", and rank by nothing. */
  readonly hasEnoughData: boolean;
  /** Share of the results whose horizon was seen. A halted one could not be seen by anyone and is left out. */
  readonly coverage: number | undefined;
  readonly hitRate: number | undefined;
  /** 95 % Wilson. */
  readonly hitInterval: Interval | undefined;
  readonly meanNet: number | undefined;
  /** Mean ± 1.96 standard errors; from 30 results on. */
  readonly meanInterval: Interval | undefined;
  readonly medianNet: number | undefined;
  readonly meanFavourable: number | undefined;
  readonly meanAdverse: number | undefined;
  /** What was gained / what was lost; `undefined` while nothing was lost. */
  readonly profitFactor: number | undefined;
  /** mean / standard deviation * sqrt(results per year) (C3.17; W. F. Sharpe, "The Sharpe Ratio", 1994, with a riskless rate of 0); from 30 on. */
  readonly sharpe: number | undefined;
  /** Against entries at random minutes: how much more often, and how much more. */
  readonly lift: Lift | NoLift;
  readonly edge: Edge | NoLift;
}

const standardDeviation = ({ n, netSum, netSquareSum }: TrackSums): number | undefined => {
  if (n < 2) return undefined;
  const variance = (netSquareSum - (netSum * netSum) / n) / (n - 1);
  return variance > 0 ? Math.sqrt(variance) : undefined;
};

const perResult = (n: number, sum: number): number | undefined => (n === 0 ? undefined : sum / n);

const meanIntervalOf = (sums: TrackSums, deviation: number | undefined): Interval | undefined => {
  if (deviation === undefined) return undefined;
  const half = (Z_95 * deviation) / Math.sqrt(sums.n);
  return { low: sums.netSum / sums.n - half, high: sums.netSum / sums.n + half };
};

const sharpeOf = ({ n, netSum }: TrackSums, deviation: number | undefined, spanMs: number): number | undefined =>
  (deviation === undefined || !(spanMs > 0) ? undefined : (netSum / n / deviation) * Math.sqrt((n * YEAR_MS) / spanMs));

/**
 * The record of a group whose results fell into `clusters` (days, each with its own sums), observed over `spanMs` of time, which the
 * yearly rate of the Sharpe ratio is taken from: the time for which we looked, whether or not something was found.
 */
export const trackRecordOf = (clusters: readonly TrackSums[], spanMs: number, settings: OutcomeSettings = DEFAULT_OUTCOME_SETTINGS): TrackRecord => {
  const sums = sumTrack(clusters);
  const { n, blind, halted, hits } = sums;
  const hasEnoughData = n >= settings.minOutcomes;
  const deviation = hasEnoughData ? standardDeviation(sums) : undefined;
  return {
    n, blind, halted, hasEnoughData,
    coverage: perResult(n + blind, n),
    hitRate: perResult(n, hits), hitInterval: wilsonInterval(hits, n),
    meanNet: perResult(n, sums.netSum), meanInterval: meanIntervalOf(sums, deviation), medianNet: quantileOf(sums.bins, 0.5),
    meanFavourable: perResult(n, sums.favourableSum), meanAdverse: perResult(n, sums.adverseSum),
    profitFactor: sums.lossSum > 0 ? sums.gainSum / sums.lossSum : undefined,
    sharpe: sharpeOf(sums, deviation, spanMs),
    lift: liftOf(clusters),
    edge: edgeOf(clusters),
  };
};

/** With what only the order of the results can tell. */
export interface OrderedRecord extends TrackRecord {
  readonly equity: Equity;
}

export const orderedRecordOf = (
  clusters: readonly TrackSums[], points: readonly EquityPoint[], spanMs: number, settings: OutcomeSettings = DEFAULT_OUTCOME_SETTINGS,
): OrderedRecord => ({ ...trackRecordOf(clusters, spanMs, settings), equity: equityOf(points) });
