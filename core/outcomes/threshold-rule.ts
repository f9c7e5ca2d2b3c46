import { LOSS_NEWS_SCHEMA, type LossNews } from '../contracts/loss-news';
import { type EquityPoint, losingRunsOf, type LosingRun } from './track/equity';

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
  /** Start of the run that no hit had ended at the last look: the next results may no longer reach back to it. */
  readonly openRunMs: number | undefined;
  /** When the last look was; 0 before the first. */
  readonly lookedMs: number;
}

export const NO_RAISE: ThresholdState = { raise: 0, untilMs: 0, raisedForRunMs: undefined, warnedOfRunMs: undefined, openRunMs: undefined, lookedMs: 0 };

export interface ThresholdAnswer {
  readonly state: ThresholdState;
  readonly news: LossNews | undefined;
}

/** What is known of the detector over the long run. */
export interface LongRun {
  readonly hitRate: number;
  readonly resultsPerDay: number;
}

export const expectedRuns = ({ hitRate, resultsPerDay }: LongRun, losses: number): number => resultsPerDay * hitRate * (1 - hitRate) ** losses;

/** The raise that holds at `nowMs`. */
export const raiseAt = ({ raise, untilMs }: ThresholdState, nowMs: number): number => (nowMs < untilMs ? raise : 0);

/** An outcome is counted up to its horizon after its entry, and later after an outage: a run that ended so long before the last look may be news. */
const LATE_MS = 3_600_000;

/** A run that begins with the first result in sight is the one that was open at the last look, and keeps that one's start. */
const runsInSight = (recent: readonly EquityPoint[], { openRunMs }: ThresholdState): readonly LosingRun[] =>
  losingRunsOf(recent).map((run) => (run.isFirst && openRunMs !== undefined && openRunMs < run.sinceMs ? { ...run, sinceMs: openRunMs } : run));

const openRunOf = (runs: readonly LosingRun[], recent: readonly EquityPoint[], { openRunMs }: ThresholdState): number | undefined => {
  if (recent.length === 0) return openRunMs;
  const last = runs.at(-1);
  return last?.isOpen === true ? last.sinceMs : undefined;
};

interface JudgedRun extends LosingRun {
  readonly expectedRunsPerDay: number;
  /** It is rare enough to raise the threshold, and has not done so. */
  readonly isRaising: boolean;
}

/** The runs of which something is to be told, the longest first. */
const newsworthy = (runs: readonly LosingRun[], state: ThresholdState, longRun: LongRun, settings: ThresholdRuleSettings): readonly JudgedRun[] =>
  runs.filter(({ losses, lastMs }) => losses >= settings.leastLosses && lastMs > state.lookedMs - LATE_MS)
    .map((run) => {
      const expectedRunsPerDay = expectedRuns(longRun, run.losses);
      return { ...run, expectedRunsPerDay, isRaising: expectedRunsPerDay <= settings.raiseExpectedRuns && state.raisedForRunMs !== run.sinceMs };
    })
    .filter(({ sinceMs, expectedRunsPerDay, isRaising }) => isRaising || (expectedRunsPerDay <= settings.warnExpectedRuns && state.warnedOfRunMs !== sinceMs))
    .sort((a, b) => b.losses - a.losses);

/**
 * Looks at the last results (in any order) at `nowMs`: at the longest run that was not over before the last look, whether or not a hit
 * has ended it since. One run warns once and raises once; a later run within the time of a raise adds a step to it. A pure function,
 * so that every raise can be explained from what it was given.
 */
export const thresholdRule = (
  state: ThresholdState, recent: readonly EquityPoint[], longRun: LongRun, nowMs: number, settings: ThresholdRuleSettings = DEFAULT_THRESHOLD_RULE,
): ThresholdAnswer => {
  const runs = runsInSight(recent, state);
  const looked = { ...state, openRunMs: openRunOf(runs, recent, state), lookedMs: nowMs };
  const [found] = newsworthy(runs, state, longRun, settings);
  if (found === undefined) return { state: looked, news: undefined };
  const { losses, sinceMs, expectedRunsPerDay, isRaising } = found;
  const warned = { ...looked, warnedOfRunMs: sinceMs };
  const told = { schema: LOSS_NEWS_SCHEMA, losses, since_ms: sinceMs, expected_runs_per_day: expectedRunsPerDay } as const;
  if (!isRaising) return { state: warned, news: { ...told, raise: null } };
  const from = raiseAt(state, nowMs);
  const [to, untilMs] = [Math.min(settings.maxRaise, from + settings.raiseStep), nowMs + settings.raiseForMs];
  return { state: { ...warned, raise: to, untilMs, raisedForRunMs: sinceMs }, news: { ...told, raise: { from, to, until_ms: untilMs } } };
};
