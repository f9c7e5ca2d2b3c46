import { OPPORTUNITY_TYPES, type OpportunityType } from '../contracts/common';
import type { Outcome } from '../contracts/outcome';
import { isHit } from './hit';
import { DEFAULT_OUTCOME_SETTINGS, type OutcomeSettings } from './settings';
import { wilsonInterval, type Interval } from './wilson';

/** Running sums over outcomes of one kind: all that has to be stored to state a precision. */
export interface PrecisionSums {
  /** Outcomes with an answer; blind ones are counted apart. */
  readonly n: number;
  readonly hits: number;
  readonly blind: number;
  readonly returnSumFraction: number;
  readonly stopFirst: number;
  readonly target1First: number;
}

export const NO_OUTCOMES: PrecisionSums = { n: 0, hits: 0, blind: 0, returnSumFraction: 0, stopFirst: 0, target1First: 0 };

/**
 * What one outcome adds to the sums: also the increments of an atomic counter update in a table. Without settings a hit is measured by
 * the fees of the outcome's own venue.
 */
export const sumsOf = (outcome: Outcome, settings?: OutcomeSettings): PrecisionSums => {
  const hit = isHit(outcome, settings?.roundTripCostFraction);
  if (hit === undefined) return { ...NO_OUTCOMES, blind: 1 };
  return {
    n: 1,
    hits: hit ? 1 : 0,
    blind: 0,
    returnSumFraction: outcome.return_fraction ?? 0,
    stopFirst: outcome.first_touch === 'stop' ? 1 : 0,
    target1First: outcome.first_touch === 'target1' ? 1 : 0,
  };
};

export const addSums = (a: PrecisionSums, b: PrecisionSums): PrecisionSums => ({
  n: a.n + b.n,
  hits: a.hits + b.hits,
  blind: a.blind + b.blind,
  returnSumFraction: a.returnSumFraction + b.returnSumFraction,
  stopFirst: a.stopFirst + b.stopFirst,
  target1First: a.target1First + b.target1First,
});

/** A precision as it may be shown. Everything that n = 0 leaves open is `undefined`. */
export interface Precision extends PrecisionSums {
  /** Share of hits among outcomes with an answer. */
  readonly precision: number | undefined;
  readonly interval: Interval | undefined;
  /** Mean signed return before cost. */
  readonly meanReturnFraction: number | undefined;
  /** False below the settings' `minOutcomes`: say "not enough data" and do not rank by it. */
  readonly hasEnoughData: boolean;
}

export const precisionOf = (sums: PrecisionSums, settings: OutcomeSettings = DEFAULT_OUTCOME_SETTINGS): Precision => ({
  ...sums,
  precision: sums.n === 0 ? undefined : sums.hits / sums.n,
  interval: wilsonInterval(sums.hits, sums.n),
  meanReturnFraction: sums.n === 0 ? undefined : sums.returnSumFraction / sums.n,
  hasEnoughData: sums.n >= settings.minOutcomes,
});

export interface PrecisionKey {
  readonly opportunityType: OpportunityType;
  readonly decision: Outcome['decision'];
  readonly horizonMinutes: Outcome['horizon_minutes'];
}

export type PrecisionRow = PrecisionKey & Precision;

const rankOf = (row: PrecisionKey): number =>
  OPPORTUNITY_TYPES.indexOf(row.opportunityType) * 1000 + (row.decision === 'accepted' ? 0 : 100) + row.horizonMinutes;

/** Outcomes by type, decision and horizon. Memory is bounded by the number of such combinations. */
export class PrecisionTable {
  private readonly cells = new Map<string, { readonly key: PrecisionKey; sums: PrecisionSums }>();

  constructor(private readonly settings?: OutcomeSettings) {}

  add(outcome: Outcome): void {
    const id = `${outcome.opportunity_type}|${outcome.decision}|${outcome.horizon_minutes}`;
    const cell = this.cells.get(id);
    const sums = sumsOf(outcome, this.settings);
    if (cell !== undefined) {
      cell.sums = addSums(cell.sums, sums);
      return;
    }
    const key = { opportunityType: outcome.opportunity_type, decision: outcome.decision, horizonMinutes: outcome.horizon_minutes };
    this.cells.set(id, { key, sums });
  }

  /** By type in the contract's order, accepted before rejected, short horizons first. */
  rows(): PrecisionRow[] {
    return [...this.cells.values()]
      .map(({ key, sums }) => ({ ...key, ...precisionOf(sums, this.settings) }))
      .sort((a, b) => rankOf(a) - rankOf(b));
  }
}
