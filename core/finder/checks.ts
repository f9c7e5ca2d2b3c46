import { atLeast, atMost, type Condition } from '../contracts/common';
import type { Opportunity } from '../contracts/opportunity';
import { entryPriceOf, spreadFractionOf, type Levels } from './levels';
import type { Measures } from './measures';
import type { FinderSettings } from './settings';

export const REJECT_REASONS = [
  'not_enough_bars', 'stale_message', 'stale_bars', 'against_trend', 'rsi_too_low', 'rsi_too_high', 'momentum_fading', 'too_quiet',
  'too_wild', 'entry_chases', 'no_room', 'spread_too_wide', 'reward_below_cost_and_risk',
] as const;
/** Why an opportunity was rejected: one per failed check. */
export type RejectReason = (typeof REJECT_REASONS)[number];

/** One check: its line for the table, the name of its failure, and the margin at which it counts as fully met (none: not graded). */
export interface Check {
  readonly condition: Condition;
  readonly reason: RejectReason;
  readonly fullMargin: number | undefined;
}

const BPS = 10_000;

const check = (reason: RejectReason, condition: Condition, fullMargin?: number): Check => ({ condition, reason, fullMargin });

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

const market = (measures: Measures, settings: FinderSettings): Check[] => [
  check('against_trend', atLeast('trend_atr', measures.trendAtr, settings.minTrendAtr), 1.5),
  check('rsi_too_low', atLeast('rsi_floor', measures.rsi, settings.minRsi), 15),
  check('rsi_too_high', atMost('rsi_ceiling', measures.rsi, settings.maxRsi), 15),
  check('momentum_fading', atLeast('macd_atr', measures.macdAtr, settings.minMacdAtr), 0.2),
  check('too_quiet', atLeast('atr_fraction_floor', measures.atrFraction, settings.minAtrFraction)),
  check('too_wild', atMost('atr_fraction_ceiling', measures.atrFraction, settings.maxAtrFraction)),
  check('entry_chases', atMost('band_position', measures.bandPosition, settings.maxBandPosition), 0.5),
  check('no_room', atLeast('room_atr', measures.roomAtr, settings.minRoomAtr), 3),
];

/** Every check in the order of the table. The spread is only checked where both sides of the book are known. */
export const checksOf = (
  opportunity: Opportunity, measures: Measures, levels: Levels | undefined, settings: FinderSettings, decidedTimeMs: number,
): Check[] => {
  const spread = spreadFractionOf(opportunity);
  const spreadBps = spread === undefined ? [] : [check('spread_too_wide', atMost('spread_bps', spread * BPS, settings.maxSpreadBps), settings.maxSpreadBps)];
  return [
    ...freshness(opportunity, settings, decidedTimeMs),
    ...market(measures, settings),
    ...spreadBps,
    check('reward_below_cost_and_risk', atLeast('net_reward_risk', netRewardRisk(opportunity, levels, settings), settings.minNetRewardRisk), 0.5),
  ];
};

/**
 * Names of the failures. While bars are missing that alone is the reason for every reading that has no value; with enough bars a
 * reading without an answer (a dead flat market) fails its own check.
 */
export const reasonsOf = (checks: readonly Check[]): RejectReason[] => {
  const failed = checks.filter(({ condition }) => !condition.met);
  const lacksBars = failed.some(({ reason }) => reason === 'not_enough_bars');
  return failed.filter(({ condition }) => !lacksBars || condition.value !== null).map(({ reason }) => reason);
};

/** Mean strength of the graded checks, 0..1: 0 for one that failed or only just holds, 1 at its full margin. */
export const strengthOf = (checks: readonly Check[]): number => {
  const strengths = checks.flatMap(({ condition, fullMargin }) =>
    fullMargin === undefined ? [] : [Math.min(1, Math.max(0, (condition.margin ?? 0) / fullMargin))]);
  return strengths.length === 0 ? 0 : strengths.reduce((sum, strength) => sum + strength, 0) / strengths.length;
};
