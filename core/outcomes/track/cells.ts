import type { Market, OpportunityType } from '../../contracts/common';
import { confidenceBandOf } from '../../contracts/confidence-band';
import { type DayKind, dayOf } from '../days';
import { type HorizonId, isReference } from '../horizon';
import type { Result } from '../result';
import type { EquityPoint } from './equity';
import { type TrackSums, trackSumsOf } from './track-sums';

/** What groups results besides detector, decision and horizon. `report` and `exchange` are the two kinds of days. */
export const DIMENSIONS = ['all', 'settings', 'symbol', 'confidence', 'volatility', 'session', 'week', 'report', 'exchange'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export interface CellKey {
  readonly market: Market;
  readonly type: OpportunityType;
  readonly decision: Result['decision'];
  readonly horizon: HorizonId;
  readonly dimension: Dimension;
  /** E.g. `TAOUSDT`, `high`, `2026-01-07`; `-` where the dimension is `all`. */
  readonly group: string;
}

/** `track#live#volume_spark#accepted#15m#symbol#TAOUSDT`: key of the cell in the table of sums. */
export const cellId = ({ market, type, decision, horizon, dimension, group }: CellKey): string =>
  ['track', market, type, decision, horizon, dimension, group].join('#');

export interface CellChange {
  readonly key: CellKey;
  readonly add: TrackSums;
  /** What the cell's list of results in order gets; only for the days that streaks and drawdowns are told from. */
  readonly log: EquityPoint | undefined;
}

/** Groups that a result belongs to, at its horizon. A breakdown is kept for the reference horizon alone, else the cells would be four times as many. */
const groupsOf = ({ horizon, entryTimeMs, symbol, settings, confidence, regime }: Result): readonly (readonly [Dimension, string | undefined])[] => {
  const day = (kind: DayKind): readonly [Dimension, string] => [kind, dayOf(entryTimeMs, kind)];
  if (!isReference(horizon)) return [['all', '-'], day('exchange')];
  return [
    ['all', '-'], day('exchange'), day('report'), ['symbol', symbol], ['settings', settings],
    ['confidence', confidence === undefined ? undefined : String(confidenceBandOf(confidence))], ['volatility', regime.volatility], ['session', regime.session], ['week', regime.week],
  ];
};

const logOf = ({ decision, answer, entryTimeMs }: Result, dimension: Dimension): EquityPoint | undefined =>
  (dimension === 'report' && decision === 'accepted' && typeof answer === 'object' ? { entryTimeMs, net: answer.net } : undefined);

/** Every cell that one result changes, the smallest group last. All are to be changed together or not at all. */
export const cellsOf = (result: Result): readonly CellChange[] => {
  const { market, type, decision, horizon } = result;
  const add = trackSumsOf(result);
  return groupsOf(result).flatMap(([dimension, group]) =>
    (group === undefined ? [] : [{ key: { market, type, decision, horizon, dimension, group }, add, log: logOf(result, dimension) }]));
};
