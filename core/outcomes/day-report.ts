import type { OpportunityType } from '../contracts/common';
import { type EquityPoint, equityOf } from './track/equity';
import { trackRecordOf, type TrackRecord } from './track/track-record';
import type { TrackSums } from './track/track-sums';

const DAY_MS = 86_400_000;

/** What one day's cell holds of the accepted signals of a type, at the reference horizon. */
export interface DayCell {
  readonly type: OpportunityType;
  readonly sums: TrackSums;
  readonly log: readonly EquityPoint[];
}

/** One detector's day (S3.23, S3.24). */
export interface DayLine extends Pick<TrackRecord, 'n' | 'blind' | 'halted' | 'hasEnoughData' | 'coverage' | 'hitRate' | 'hitInterval' | 'meanNet' | 'medianNet' | 'profitFactor'> {
  readonly type: OpportunityType;
  /** Sum of the net returns of equal stakes, and the largest fall of their curve within the day. */
  readonly netSum: number;
  readonly maxDrawdown: number;
  readonly longestLosses: number;
  /** Worst single result; undefined without any. */
  readonly worstNet: number | undefined;
}

export interface DayReport {
  readonly day: string;
  readonly lines: readonly DayLine[];
}

/** The day as it stands in its cell: computed anew each time, so that a late outcome only needs another look. */
export const dayLineOf = ({ type, sums, log }: DayCell): DayLine => {
  const { n, blind, halted, hasEnoughData, coverage, hitRate, hitInterval, meanNet, medianNet, profitFactor } = trackRecordOf([sums], DAY_MS);
  const { maxDrawdown, longestLosses } = equityOf(log);
  return {
    type, n, blind, halted, hasEnoughData, coverage, hitRate, hitInterval, meanNet, medianNet, profitFactor,
    netSum: sums.netSum, maxDrawdown, longestLosses, worstNet: log.length === 0 ? undefined : Math.min(...log.map(({ net }) => net)),
  };
};
