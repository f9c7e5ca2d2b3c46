import type { HourFactors } from './trading-hours';
import type { WhaleSettings } from './settings';
import type { ContextFeature } from './weights';

/** What a level and its market are like; fractions. */
export interface Surroundings {
  /** |level - mid| / mid. */
  readonly distanceToPrice: number;
  /** 0 at a round price, 1 midway between two. */
  readonly roundOffset: number;
  readonly volatility1h: number | undefined;
  /** Quantity now over the largest that it ever was. */
  readonly keptShare: number;
  /** Part of its lifetime during which it was seen. */
  readonly seenShare: number;
  readonly hours: HourFactors;
}

const clamped = (value: number): number => Math.min(1, Math.max(0, value));

const meanOfKnown = (values: readonly (number | undefined)[]): number | undefined => {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
};

/**
 * The five context features, each in [0, 1] and larger where a level is likelier to matter (C2.5, our definition):
 *
 *     near_price     = 1 - distance / far            a level that the price may meet soon is one to watch
 *     round_level    = 1 - offset                    orders gather at round prices: C. Osler, "Currency Orders and Exchange Rate
 *                                                    Dynamics", Journal of Finance 58(5), 2003
 *     low_volatility = 1 - volatility1h / storm      in a storm nothing stands for long
 *     persistence    = kept share * seen share       what was eroded, or was not watched, is worth less
 *     trading_hours  = mean of the known of time of day and weekend     size among many traders says more
 */
export const contextFeaturesOf = (around: Surroundings, settings: WhaleSettings): Record<ContextFeature, number | undefined> => ({
  near_price: clamped(1 - around.distanceToPrice / settings.farDistanceShare),
  round_level: clamped(1 - around.roundOffset),
  low_volatility: around.volatility1h === undefined ? undefined : clamped(1 - around.volatility1h / settings.stormVolatility),
  persistence: clamped(around.keptShare * around.seenShare),
  trading_hours: meanOfKnown([around.hours.timeOfDay, around.hours.weekend]),
});
