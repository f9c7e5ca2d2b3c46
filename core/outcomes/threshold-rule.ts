import { type EquityPoint, losingStreakOf } from './track/equity';

/**
 * What a run of losses changes (S3.25). A run is remarkable when chance alone would rarely give one as long: among n results with miss
 * rate q, about n (1 - q) q^L runs of at least L misses are expected (W. Feller, "An Introduction to Probability Theory and Its
 * Applications" I, 3rd ed. 1968, XIII.7), so a detector that hits 40 % of 200 times a day loses 13 in a row on one day in ten.
 */
export interface ThresholdRuleSettings {
  /** Expected runs per day by chance at which a run is told. Default 0.05: once in three weeks without cause. */
  readonly warnExpectedRuns: number;
  /** ... and at which the threshold is raised. Default 0.005: once in half a year. */
  readonly raiseExpectedRuns: number;
  /** Shortest run that is ever told. Default 5: below it a small number of results makes every run look rare. */
  readonly leastLosses: number;
  /** Added to the least confidence of an alert. Default 0.05, and never more than 0.2 in all, so that alerts do not stop. */
  readonly raiseStep: number;
  readonly maxRaise: number;
  /** How long a raise holds. Default 24 h; it then falls away, since a threshold that only rises ends in silence. */
  readonly raiseForMs: number;
}

export const DEFAULT_THRESHOLD_RULE: ThresholdRuleSettings = {
  warnExpectedRuns: 0.05, raiseExpectedRuns: 0.005, leastLosses: 5, raiseStep: 0.05, maxRaise: 0.2, raiseForMs: 86_400_000,
};

/** Plain data; kept between looks. */
export interface ThresholdState {
  /** Added to the least confidence until `untilMs`. */
  readonly raise: number;
  readonly untilMs: number;
  /** Start of the run that was last answered by a raise, and of the one last told: the same run changes things once. */
  readonly raisedForRunMs: number | undefined;
  readonly warnedOfRunMs: number | undefined;
}

export const NO_RAISE: ThresholdState = { raise: 0, untilMs: 0, raisedForRunMs: undefined, warnedOfRunMs: undefined };

export interface LossWarning {
  readonly losses: number;
  readonly sinceMs: number;
  /** Runs as long that chance gives in a day at the long-run hit rate. */
  readonly expectedRunsPerDay: number;
}

/** Goes to the log as it is. */
export interface ThresholdRaise extends LossWarning {
  readonly from: number;
  readonly to: number;
  readonly untilMs: number;
}

export interface ThresholdAnswer {
  readonly state: ThresholdState;
  readonly warning: LossWarning | undefined;
  readonly raise: ThresholdRaise | undefined;
}

/** What is known of the detector over the long run. */
export interface LongRun {
  readonly hitRate: number;
  readonly resultsPerDay: number;
}

export const expectedRuns = ({ hitRate, resultsPerDay }: LongRun, losses: number): number => resultsPerDay * hitRate * (1 - hitRate) ** losses;

/** The raise that holds at `nowMs`. */
export const raiseAt = ({ raise, untilMs }: ThresholdState, nowMs: number): number => (nowMs < untilMs ? raise : 0);

const warningOf = (recent: readonly EquityPoint[], longRun: LongRun, settings: ThresholdRuleSettings): LossWarning | undefined => {
  const streak = losingStreakOf(recent);
  if (streak === undefined || streak.losses < settings.leastLosses) return undefined;
  const expectedRunsPerDay = expectedRuns(longRun, streak.losses);
  return expectedRunsPerDay <= settings.warnExpectedRuns ? { ...streak, expectedRunsPerDay } : undefined;
};

/**
 * Looks at the last results (in any order) at `nowMs`. One run warns once and raises once; a later run within the time of a raise adds a
 * step to it. A pure function, so that every raise can be explained from what it was given.
 */
export const thresholdRule = (
  state: ThresholdState, recent: readonly EquityPoint[], longRun: LongRun, nowMs: number, settings: ThresholdRuleSettings = DEFAULT_THRESHOLD_RULE,
): ThresholdAnswer => {
  const found = warningOf(recent, longRun, settings);
  if (found === undefined) return { state, warning: undefined, raise: undefined };
  const warning = state.warnedOfRunMs === found.sinceMs ? undefined : found;
  const warned = { ...state, warnedOfRunMs: found.sinceMs };
  const isRemarkable = found.expectedRunsPerDay <= settings.raiseExpectedRuns && state.raisedForRunMs !== found.sinceMs;
  if (!isRemarkable) return { state: warned, warning, raise: undefined };
  const from = raiseAt(state, nowMs);
  const raise: ThresholdRaise = { ...found, from, to: Math.min(settings.maxRaise, from + settings.raiseStep), untilMs: nowMs + settings.raiseForMs };
  return { state: { ...warned, raise: raise.to, untilMs: raise.untilMs, raisedForRunMs: found.sinceMs }, warning, raise };
};
