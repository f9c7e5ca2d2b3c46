import { atLeast, atMost } from '../contracts/common';
import type { Opportunity } from '../contracts/opportunity';
import { SPREAD_CHECK, spreadFractionOf } from '../contracts/spread';
import { check, type Check } from './check';
import { entryPriceOf, type Levels } from './levels';
import type { Measures } from './measures';
import { reversionChecks } from './reversion-checks';
import type { ReversionSettings } from './reversion-settings';
import type { FinderSettings } from './settings';

const BPS = 10_000;

const endOfLastBar = (opportunity: Opportunity): number | undefined => {
  const last = opportunity.bars.at(-1);
  return last === undefined ? undefined : last[0] + 60_000;
};

/** (first target - cost) / (stop distance + cost), where cost is both fees and one spread. */
const netRewardRisk = (opportunity: Opportunity, levels: Levels | undefined, settings: FinderSettings): number | undefined => {
  if (levels === undefined) return undefined;
  const entry = entryPriceOf(opportunity);
  const cost = entry * (settings.roundTripCostFraction + (spreadFractionOf(opportunity) ?? 0));
  return (Math.abs(levels.target1Price - entry) - cost) / (Math.abs(entry - levels.stopPrice) + cost);
};

const freshness = (opportunity: Opportunity, settings: FinderSettings, decidedTimeMs: number): Check[] => {
  const barEndMs = endOfLastBar(opportunity);
  const barAgeMs = barEndMs === undefined ? undefined : opportunity.exchange_time_ms - barEndMs;
  return [
    check('not_enough_bars', atLeast('bars', opportunity.bars.length, settings.minBars)),
    check('stale_message', atMost('message_age_ms', decidedTimeMs - opportunity.received_time_ms, settings.maxReceiveAgeMs)),
    check('stale_bars', atMost('last_bar_age_ms', barAgeMs, settings.maxBarAgeMs)),
  ];
};

const volatility = (measures: Measures, settings: FinderSettings): Check[] => [
  check('too_quiet', atLeast('atr_fraction_floor', measures.atrFraction, settings.minAtrFraction)),
  check('too_wild', atMost('atr_fraction_ceiling', measures.atrFraction, settings.maxAtrFraction)),
];

const room = (measures: Measures, settings: FinderSettings): Check => check('no_room', atLeast('room_atr', measures.roomAtr, settings.minRoomAtr), 3);

/** The move is to go on: the trend, the last minutes and the entry's place in them must speak for it. */
const momentumMarket = (measures: Measures, settings: FinderSettings): Check[] => [
  check('against_trend', atLeast('trend_atr', measures.trendAtr, settings.minTrendAtr), 1.5),
  check('rsi_too_low', atLeast('rsi_floor', measures.rsi, settings.minRsi), 15),
  check('rsi_too_high', atMost('rsi_ceiling', measures.rsi, settings.maxRsi), 15),
  check('momentum_fading', atLeast('macd_atr', measures.macdAtr, settings.minMacdAtr), 0.2),
  ...volatility(measures, settings),
  check('entry_chases', atMost('band_position', measures.bandPosition, settings.maxBandPosition), 0.5),
  room(measures, settings),
];

const reversionMarket = (opportunity: Opportunity, measures: Measures, settings: FinderSettings, reversion: ReversionSettings): Check[] => [
  ...reversionChecks(opportunity, measures, reversion), ...volatility(measures, settings), room(measures, settings),
];

export interface Rules {
  readonly settings: FinderSettings;
  /** For an opportunity that expects the price to turn. */
  readonly reversion: ReversionSettings;
}

/** Every check in the order of the table. The spread is only checked where both sides of the book are known. */
export const checksOf = (opportunity: Opportunity, measures: Measures, levels: Levels | undefined, { settings, reversion }: Rules, decidedTimeMs: number): Check[] => {
  const spread = spreadFractionOf(opportunity);
  const spreadBps = spread === undefined ? [] : [check('spread_too_wide', atMost(SPREAD_CHECK, spread * BPS, settings.maxSpreadBps), settings.maxSpreadBps)];
  return [
    ...freshness(opportunity, settings, decidedTimeMs),
    ...(opportunity.thesis === 'reversion' ? reversionMarket(opportunity, measures, settings, reversion) : momentumMarket(measures, settings)),
    ...spreadBps,
    check('reward_below_cost_and_risk', atLeast('net_reward_risk', netRewardRisk(opportunity, levels, settings), settings.minNetRewardRisk), 0.5),
  ];
};
