import { HORIZONS_MINUTES, VOLATILITY_TERCILES } from '../../contracts/aftermath';
import { OPPORTUNITY_TYPES, type Market } from '../../contracts/common';
import { TRACK_PAGE_SCHEMA, type TrackPage, type TrackPageRow } from '../../contracts/track-page';
import { dayOf } from '../days';
import { isReference, minutesHorizon, REFERENCE_HORIZONS } from '../horizon';
import { DAY_SESSIONS, WEEK_PARTS } from '../regime';
import type { Lift, NoLift } from '../null/lift';
import type { Edge } from '../null/edge';
import { DEFAULT_OUTCOME_SETTINGS } from '../settings';
import type { Interval } from '../wilson';
import { cellId, type CellKey } from './cells';
import { equityOf, type EquityPoint } from './equity';
import { trackRecordOf, type TrackRecord } from './track-record';
import { NO_RESULTS, type TrackSums } from './track-sums';

const DAY_MS = 86_400_000;
/** How many days a detector's record on the page reaches back: long enough for an interval over days, short enough to be of this market. */
export const TRACK_PAGE_DAYS = 30;
const CONFIDENCE_BANDS = Array.from({ length: 10 }, (_, band) => String(band));

/** What a cell of the table holds: its sums, and results in order where they are kept. */
export interface TrackCell {
  readonly sums: TrackSums;
  readonly log: readonly EquityPoint[];
}

type Head = Pick<TrackPageRow, 'type' | 'decision' | 'horizon_minutes' | 'dimension' | 'group'>;

/** One row of the page, and the cells it is made of. */
interface RowPlan {
  readonly head: Head;
  /** Each a cluster of its own: days, or the one cell of a group. */
  readonly cells: readonly CellKey[];
  /** Days with their results in order; none where no order is kept. */
  readonly logs: readonly CellKey[];
}

/** One of the groups that cannot be counted up: only who names it is answered. */
export interface NamedGroup {
  readonly dimension: 'symbol' | 'settings';
  readonly group: string;
}

/** What a page is of. */
export interface TrackPageOf {
  readonly market: Market;
  /** The market's: which days are the last ones. */
  readonly nowMs: number;
  /** These groups alone. */
  readonly only?: readonly NamedGroup[] | undefined;
}

const isReferenceMinutes = (minutes: TrackPageRow['horizon_minutes']): boolean => isReference(minutesHorizon(minutes));

const lastDays = (nowMs: number, kind: 'exchange' | 'report'): string[] =>
  Array.from({ length: TRACK_PAGE_DAYS }, (_, back) => dayOf(nowMs - (TRACK_PAGE_DAYS - 1 - back) * DAY_MS, kind));

const detectorPlan = (market: Market, nowMs: number, head: Omit<Head, 'dimension' | 'group'>): RowPlan => {
  const key = { market, type: head.type, decision: head.decision, horizon: minutesHorizon(head.horizon_minutes) } as const;
  const hasOrder = head.decision === 'accepted' && isReferenceMinutes(head.horizon_minutes);
  return {
    head: { ...head, dimension: 'all', group: '-' },
    cells: lastDays(nowMs, 'exchange').map((group) => ({ ...key, dimension: 'exchange', group })),
    logs: hasOrder ? lastDays(nowMs, 'report').map((group) => ({ ...key, dimension: 'report', group })) : [],
  };
};

const groupPlan = (market: Market, type: Head['type'], dimension: Exclude<Head['dimension'], 'all'>, group: string): RowPlan => {
  const horizon = REFERENCE_HORIZONS.minutes;
  const horizon_minutes = HORIZONS_MINUTES.find(isReferenceMinutes) ?? 15;
  return {
    head: { type, decision: 'accepted', horizon_minutes, dimension, group },
    cells: [{ market, type, decision: 'accepted', horizon, dimension, group }], logs: [],
  };
};

/** Groups whose names are known beforehand, in the order of the page. */
const GROUPS: readonly (readonly [Exclude<Head['dimension'], 'all'>, readonly string[]])[] = [
  ['volatility', VOLATILITY_TERCILES], ['confidence', CONFIDENCE_BANDS], ['session', DAY_SESSIONS], ['week', WEEK_PARTS],
];

const wholePlans = (market: Market, nowMs: number): RowPlan[] => OPPORTUNITY_TYPES.flatMap((type) => [
  ...HORIZONS_MINUTES.map((horizon_minutes) => detectorPlan(market, nowMs, { type, decision: 'accepted', horizon_minutes })),
  ...HORIZONS_MINUTES.filter(isReferenceMinutes).map((horizon_minutes) => detectorPlan(market, nowMs, { type, decision: 'rejected', horizon_minutes })),
  ...GROUPS.flatMap(([dimension, groups]) => groups.map((group) => groupPlan(market, type, dimension, group))),
]);

const plansOf = ({ market, nowMs, only }: TrackPageOf): RowPlan[] =>
  only?.flatMap(({ dimension, group }) => OPPORTUNITY_TYPES.map((type) => groupPlan(market, type, dimension, group))) ?? wholePlans(market, nowMs);

const intervalOf = (interval: Interval | undefined): { low: number; high: number } | null => (interval === undefined ? null : { low: interval.low, high: interval.high });

const liftValue = (lift: Lift | NoLift): TrackPageRow['lift'] => (typeof lift === 'string' ? null : { value: lift.ratio, interval: { ...lift.interval } });
const edgeValue = (edge: Edge | NoLift): TrackPageRow['edge'] => (typeof edge === 'string' ? null : { value: edge.fraction, interval: { ...edge.interval } });

const rowOf = (head: Head, record: TrackRecord, log: readonly EquityPoint[]): TrackPageRow => ({
  ...head, n: record.n, blind: record.blind, halted: record.halted, has_enough_data: record.hasEnoughData, coverage: record.coverage ?? null,
  hit_rate: record.hitRate ?? null, hit_interval: intervalOf(record.hitInterval),
  mean_net_fraction: record.meanNet ?? null, mean_net_interval: intervalOf(record.meanInterval), median_net_fraction: record.medianNet ?? null,
  mean_favourable_fraction: record.meanFavourable ?? null, mean_adverse_fraction: record.meanAdverse ?? null,
  profit_factor: record.profitFactor ?? null, max_drawdown: log.length === 0 ? null : equityOf(log).maxDrawdown, sharpe: record.sharpe ?? null,
  lift: liftValue(record.lift), edge: edgeValue(record.edge), no_lift_reason: typeof record.lift === 'string' ? record.lift : null,
});

/** From the first day with a result to the last day: for so long somebody looked. One cell says nothing of its days. */
const spanOf = (clusters: readonly TrackSums[]): number => {
  const first = clusters.findIndex(({ n, blind, halted }) => n + blind + halted > 0);
  return clusters.length === 1 || first < 0 ? 0 : (clusters.length - first) * DAY_MS;
};

/** Ids of the cells that a page is made of. */
export const trackPageCells = (of: TrackPageOf): readonly string[] =>
  [...new Set(plansOf(of).flatMap(({ cells, logs }) => [...cells, ...logs].map(cellId)))];

/** The page from the cells that are there; groups of which nothing was counted are left out. */
export const trackPageOf = (of: TrackPageOf, cellOf: (id: string) => TrackCell | undefined): TrackPage => ({
  schema: TRACK_PAGE_SCHEMA, market: of.market, days: TRACK_PAGE_DAYS, min_outcomes: DEFAULT_OUTCOME_SETTINGS.minOutcomes,
  rows: plansOf(of).flatMap(({ head, cells, logs }) => {
    const clusters = cells.map((key) => cellOf(cellId(key))?.sums ?? NO_RESULTS);
    const record = trackRecordOf(clusters, spanOf(clusters));
    if (record.n + record.blind + record.halted === 0) return [];
    return [rowOf(head, record, logs.flatMap((key) => cellOf(cellId(key))?.log ?? []))];
  }),
});
