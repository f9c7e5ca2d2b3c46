import type { TrackStore, VersionedThreshold } from '../../adapters/aws/track-store';
import { type Market, OPPORTUNITY_TYPES, type OpportunityType } from '../../core/contracts/common';
import type { LossNews } from '../../core/contracts/loss-news';
import { type DayCell, dayLineOf, type DayReport } from '../../core/outcomes/day-report';
import { dayOf } from '../../core/outcomes/days';
import { DEFAULT_THRESHOLD_RULE, thresholdRule, type ThresholdRuleSettings } from '../../core/outcomes/threshold-rule';

const DAY_MS = 86_400_000;
/** How far back a losing run is looked for. A longer one is told as one of this long. */
const RUN_DAYS = 7;
/** A hit rate from fewer results than this is no long run to compare with. */
const LEAST_LONG_RUN = 30;

export interface DailyLookPorts {
  readonly track: TrackStore;
  readonly market: Market;
  readonly rule?: ThresholdRuleSettings;
  /** Told of every run of losses that is news, with the raise where there is one: the log of the rule. */
  readonly onNews?: (type: OpportunityType, news: LossNews) => void;
}

/**
 * The roll-up (S3.23): what the day that has just ended in the report's zone was worth, per detector, and what a run of losses changes.
 * Called at 00:00 Asia/Seoul, and safe to call again: lines are computed from the cells, and one run of losses warns and raises once,
 * held by a version on its state. What is to be told stands in the state until it is: whoever dies in between leaves it to the next look.
 */
export const makeDailyLook = ({ track, market, rule = DEFAULT_THRESHOLD_RULE, onNews }: DailyLookPorts) => {
  const recentCells = async (type: OpportunityType, nowMs: number): Promise<readonly (DayCell | undefined)[]> =>
    Promise.all(Array.from({ length: RUN_DAYS }, (_, back) => track.dayCell(market, type, dayOf(nowMs - (back + 1) * DAY_MS, 'report'))));

  const tell = async (type: OpportunityType, { untold, version }: VersionedThreshold): Promise<void> => {
    if (untold === undefined) return;
    onNews?.(type, untold);
    await track.markTold(market, type, version);
  };

  const lookAtRuns = async (type: OpportunityType, cells: readonly (DayCell | undefined)[], nowMs: number): Promise<void> => {
    const { n, hits } = await track.allTime(market, type);
    if (n < LEAST_LONG_RUN) return;
    const kept = await track.threshold(market, type);
    await tell(type, kept);
    if (nowMs <= kept.state.lookedMs) return;
    const recent = cells.flatMap((cell) => cell?.log ?? []);
    const longRun = { hitRate: hits / n, resultsPerDay: recent.length / Math.max(1, cells.filter((cell) => cell !== undefined).length) };
    const { state, news } = thresholdRule(kept.state, recent, longRun, nowMs, rule);
    const isOurs = await track.keepThreshold(market, type, { state, version: kept.version, untold: news });
    if (isOurs) await tell(type, { state, version: kept.version + 1, untold: news });
  };

  return async (nowMs: number): Promise<DayReport> => {
    const looks = await Promise.all(OPPORTUNITY_TYPES.map(async (type) => {
      const cells = await recentCells(type, nowMs);
      await lookAtRuns(type, cells, nowMs);
      return cells[0];
    }));
    return { day: dayOf(nowMs - DAY_MS, 'report'), lines: looks.flatMap((cell) => (cell === undefined ? [] : [dayLineOf(cell)])) };
  };
};
