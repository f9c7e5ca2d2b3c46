import type { Condition } from '../contracts/common';

export const REJECT_REASONS = [
  'not_enough_bars', 'stale_message', 'stale_bars', 'against_trend', 'rsi_too_low', 'rsi_too_high', 'momentum_fading', 'too_quiet',
  'too_wild', 'entry_chases', 'no_room', 'spread_too_wide', 'reward_below_cost_and_risk',
  'trend_breaks_wall', 'wall_too_far', 'bounced_already',
] as const;
/** Why an opportunity was rejected: one per failed check. */
export type RejectReason = (typeof REJECT_REASONS)[number];

/** One check: its line for the table, the name of its failure, and the margin at which it counts as fully met (none: not graded). */
export interface Check {
  readonly condition: Condition;
  readonly reason: RejectReason;
  readonly fullMargin: number | undefined;
}

export const check = (reason: RejectReason, condition: Condition, fullMargin?: number): Check => ({ condition, reason, fullMargin });

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
