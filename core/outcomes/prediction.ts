import type { ScoredPrediction } from '../contracts/prediction';
import { wilsonInterval, type Interval } from './wilson';

export interface PredictionScore {
  /** Predictions whose move is known. */
  readonly n: number;
  /**
   * Mean squared error of the probability (G. W. Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather
   * Review 78, 1950): 0 is perfect, 0.25 is what "always one half" gets. `undefined` without predictions.
   */
  readonly brier: number | undefined;
  /** 1 - brier / brier of always stating the base rate: above 0 the model knows something. `undefined` where nothing varied. */
  readonly skill: number | undefined;
  /** Share of the predictions off one half and of the moves off 0 that agreed, with Wilson's interval. */
  readonly directionalHits: number;
  readonly directionalN: number;
  readonly directionalInterval: Interval | undefined;
}

const known = ({ move_fraction: move }: ScoredPrediction): boolean => move !== null;

const isUp = ({ move_fraction: move }: ScoredPrediction): number => ((move ?? 0) > 0 ? 1 : 0);

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export const scorePredictions = (predictions: readonly ScoredPrediction[]): PredictionScore => {
  const settled = predictions.filter(known);
  const directed = settled.filter(({ probability_up: p, move_fraction: move }) => p !== 0.5 && move !== 0);
  const directionalHits = directed.filter((one) => (one.probability_up > 0.5 ? 1 : 0) === isUp(one)).length;
  const directional = { directionalHits, directionalN: directed.length, directionalInterval: wilsonInterval(directionalHits, directed.length) };
  if (settled.length === 0) return { n: 0, brier: undefined, skill: undefined, ...directional };
  const brier = mean(settled.map((one) => (one.probability_up - isUp(one)) ** 2));
  const baseRate = mean(settled.map(isUp));
  const reference = baseRate * (1 - baseRate);
  return { n: settled.length, brier, skill: reference > 0 ? 1 - brier / reference : undefined, ...directional };
};
