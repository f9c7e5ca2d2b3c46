import { atLeast, atMost, type WireBar } from '../contracts/common';
import type { Opportunity } from '../contracts/opportunity';
import { wallPriceOf } from '../contracts/wall-conditions';
import { check, type Check } from './check';
import { entryPriceOf } from './levels';
import { over, signOf, type Measures } from './measures';
import type { ReversionSettings } from './reversion-settings';

/** The lowest low of the last bars for a buy, the highest high for a sell; undefined without bars. */
const approachOf = (bars: readonly WireBar[], sign: number): number | undefined => {
  if (bars.length === 0) return undefined;
  return sign === 1 ? Math.min(...bars.map((bar) => bar[3])) : Math.max(...bars.map((bar) => bar[2]));
};

/** How far the entry stands from a price, ahead of it in the direction of the side, in ATR. */
const aheadOf = (entry: number, price: number | undefined, sign: number, atr: number | undefined): number | undefined =>
  (price === undefined ? undefined : over(sign * (entry - price), atr));

/**
 * The price is to turn at a level: the trend must not be one that breaks it, the level must be near enough that the stop lies behind
 * it, and the turn must not have been made already. A level whose distance is not known is too far.
 */
export const reversionChecks = (opportunity: Opportunity, measures: Measures, settings: ReversionSettings): Check[] => {
  const sign = signOf(opportunity);
  const entry = entryPriceOf(opportunity);
  const approach = approachOf(opportunity.bars.slice(-settings.approachBars), sign);
  return [
    check('trend_breaks_wall', atLeast('trend_atr', measures.trendAtr, settings.minTrendAtr), 2.5),
    check('wall_too_far', atMost('wall_distance_atr', aheadOf(entry, wallPriceOf(opportunity), sign, measures.atr), settings.maxWallDistanceAtr), 1),
    check('bounced_already', atMost('bounce_atr', aheadOf(entry, approach, sign, measures.atr), settings.maxBounceAtr), 1),
  ];
};
