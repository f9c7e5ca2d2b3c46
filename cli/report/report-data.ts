import type { OpportunityType } from '../../core/contracts/common';
import type { CoverageFigure } from '../../core/market/coverage-report';
import type { HorizonId } from '../../core/outcomes/horizon';
import type { EquityPoint } from '../../core/outcomes/track/equity';
import type { OrderedRecord } from '../../core/outcomes/track/track-record';
import type { Interval } from '../../core/outcomes/wilson';
import type { RadarPreset } from '../../core/radar/settings';
import type { SurrogateCounts } from './surrogate-check';

/** The record of one group, without the points of its curve. */
export type RecordRow = Omit<OrderedRecord, 'equity'> & { readonly maxDrawdown: number; readonly longestLosses: number };

/** A detector at one horizon. */
export interface DetectorRow {
  readonly type: OpportunityType;
  readonly decision: 'accepted' | 'rejected';
  readonly horizon: HorizonId;
  readonly record: RecordRow;
}

export interface GroupRow {
  readonly group: string;
  readonly record: RecordRow;
}

export interface CalibrationRow {
  readonly fromConfidence: number;
  readonly toConfidence: number;
  readonly meanConfidence: number;
  readonly n: number;
  readonly hits: number;
  readonly interval: Interval | undefined;
}

export interface PolicyRow {
  readonly name: string;
  readonly sent: number;
  readonly held: number;
  readonly alertsPerDay: number;
  /** In one day of the report's zone, which is the reader's. */
  readonly mostPerDay: number;
  /** Mean net return at the reference horizon of what was sent and of what was held; undefined without any. */
  readonly sentMeanNet: number | undefined;
  readonly heldMeanNet: number | undefined;
}

export interface DayRow {
  readonly day: string;
  readonly n: number;
  readonly hitRate: number | undefined;
  readonly netSum: number;
}

/** Everything that the report says; `undefined` where there is no answer. */
export interface ReportData {
  readonly days: number;
  readonly nothingPlantedDays: number;
  readonly seeds: number;
  readonly firstSeed: number;
  readonly symbols: number;
  readonly watched: number;
  readonly preset: RadarPreset;
  readonly firstDay: string;
  readonly coverage: CoverageFigure;
  readonly opportunities: number;
  readonly accepted: number;
  readonly rejectReasons: readonly { readonly reason: string; readonly count: number }[];
  /** All detectors, both decisions, all horizons. */
  readonly detectors: readonly DetectorRow[];
  /** The same on days with nothing planted: everything there is chance. */
  readonly nothingPlanted: readonly DetectorRow[];
  /** At the reference horizon, all opportunities: what stands on a planted pattern, and what does not. */
  readonly planted: readonly GroupRow[];
  /** At the reference horizon, accepted ones. */
  readonly breakdowns: readonly { readonly title: string; readonly rows: readonly GroupRow[] }[];
  readonly calibration: readonly CalibrationRow[];
  readonly equity: { readonly type: OpportunityType | 'all'; readonly curve: readonly EquityPoint[]; readonly maxDrawdown: number }[];
  readonly byDay: readonly DayRow[];
  readonly policies: readonly PolicyRow[];
  readonly surrogates: SurrogateCounts;
}
