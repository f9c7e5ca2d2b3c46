import type { TrackStore } from '../../adapters/aws/track-store';
import { type Market, OPPORTUNITY_TYPES, type OpportunityType } from '../../core/contracts/common';
import { type DayCell, dayLineOf, type DayReport } from '../../core/outcomes/day-report';
import { dayOf } from '../../core/outcomes/days';
import { DEFAULT_THRESHOLD_RULE, thresholdRule, type ThresholdAnswer, type ThresholdRuleSettings } from '../../core/outcomes/threshold-rule';

const DAY_MS = 86_400_000;
/** How far back a losing run is looked for. A longer one is told as one of this long. */
const RUN_DAYS = 7;
/** A hit rate from fewer results than this is no long run to compare with. */
const LEAST_LONG_RUN = 30;

export interface DailyLookPorts {
  readonly track: TrackStore;
  readonly market: Market;
  readonly rule?: ThresholdRuleSettings;
  /** Told of every warning, with the raise where there is one: the log of the rule. */
  readonly onWarning?: (type: OpportunityType, answer: ThresholdAnswer) => void;
}

/**
 * The roll-up (S3.23): what the day that has just ended in the report's zone was worth, per detector, and what a run of losses changes.
 * Called at 00:00 Asia/Seoul, and safe to call again: lines are computed from the cells, and one run of losses warns and raises once,
 * held by a version on its state.
 */
export const makeDailyLook = ({ track, market, rule = DEFAULT_THRESHOLD_RULE, onWarning }: DailyLookPorts) => {
  const recentCells = async (type: OpportunityType, nowMs: number): Promise<readonly (DayCell | undefined)[]> =>
    Promise.all(Array.from({ length: RUN_DAYS }, (_, back) => track.dayCell(market, type, dayOf(nowMs - (back + 1) * DAY_MS, 'report'))));

  const lookAtRun = async (type: OpportunityType, cells: readonly (DayCell | undefined)[], nowMs: number): Promise<ThresholdAnswer | undefined> => {
    const { n, hits } = await track.allTime(market, type);
    if (n < LEAST_LONG_RUN) return undefined;
    const kept = await track.threshold(market, type);
    const recent = cells.flatMap((cell) => cell?.log ?? []);
    const longRun = { hitRate: hits / n, resultsPerDay: recent.length / Math.max(1, cells.filter((cell) => cell !== undefined).length) };
    const answer = thresholdRule(kept.state, recent, longRun, nowMs, rule);
    if (answer.warning === undefined && answer.raise === undefined) return undefined;
    const isOurs = await track.keepThreshold(market, type, { state: answer.state, version: kept.version });
    if (isOurs) onWarning?.(type, answer);
    return isOurs ? answer : undefined;
  };

  return async (nowMs: number): Promise<DayReport> => {
    const looks = await Promise.all(OPPORTUNITY_TYPES.map(async (type) => {
      const cells = await recentCells(type, nowMs);
      return { type, cell: cells[0], answer: await lookAtRun(type, cells, nowMs) };
    }));
    return {
      day: dayOf(nowMs - DAY_MS, 'report'),
      lines: looks.flatMap(({ cell }) => (cell === undefined ? [] : [dayLineOf(cell)])),
      warnings: looks.flatMap(({ type, answer }) => (answer === undefined ? [] : [{ type, answer }])),
    };
  };
};
