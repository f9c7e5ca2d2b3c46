import type { WhaleCategory } from '../contracts/whale-order';
import { categoryOf } from './categories';
import { contextFeaturesOf } from './context-features';
import type { SizeRatios } from './large-levels';
import { type RoundLevel, roundLevelOf } from './round-levels';
import type { Top10Mode, WhaleSettings } from './settings';
import { timeFactorsOf } from './time-factors';
import type { HourFactors } from './trading-hours';
import type { Wall } from './wall';
import { sizeFactorOf, type WeightInputs, type Weights, weightsOf } from './weights';

/** What the market is like around a level; fractions, undefined where there is no answer. */
export interface MarketContext {
  /** Mid, quote currency. */
  readonly price: number;
  readonly volatility1h: number | undefined;
  readonly marketVolatility: number | undefined;
  readonly hours: HourFactors;
}

/** A level as it is weighed at one moment. */
export interface Weighing {
  readonly lifetimeMs: number;
  readonly blindMs: number;
  readonly distanceToPrice: number;
  readonly round: RoundLevel;
  readonly inputs: WeightInputs;
  readonly weights: Weights;
  readonly category: WhaleCategory;
}

/** The ratio that large means by the mode (C2.9). */
export const ratioBy = (mode: Top10Mode, { excludingSelf, inclusive, median }: SizeRatios): number =>
  ({ exclude_self: excludingSelf, inclusive, median })[mode];

export const weigh = (wall: Wall, context: MarketContext, nowMs: number, settings: WhaleSettings): Weighing => {
  const { price, quantity, maxQuantity, ratios, died } = wall.data;
  const lifetimeMs = wall.lifetimeMsAt(nowMs);
  const blindMs = Math.min(lifetimeMs, wall.blindMsAt(died?.timeMs ?? nowMs));
  const distanceToPrice = Math.abs(price - context.price) / context.price;
  const round = roundLevelOf(price);
  const inputs = {
    timeFactors: timeFactorsOf(lifetimeMs / 1_000, context.volatility1h),
    sizeFactor: sizeFactorOf(ratioBy(settings.top10Mode, ratios), settings),
    features: contextFeaturesOf({
      distanceToPrice, roundOffset: round.offset, volatility1h: context.volatility1h, keptShare: quantity / maxQuantity,
      seenShare: lifetimeMs === 0 ? 1 : 1 - blindMs / lifetimeMs, hours: context.hours,
    }, settings),
  };
  const weights = weightsOf(inputs, settings);
  return { lifetimeMs, blindMs, distanceToPrice, round, inputs, weights, category: categoryOf(weights.recommended) };
};
