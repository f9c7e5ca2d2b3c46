import fc from 'fast-check';
import type { Outcome } from '../../../core/contracts/outcome';
import { addSums, NO_OUTCOMES, precisionOf, PrecisionTable, sumsOf } from '../../../core/outcomes/precision';
import { DEFAULT_FINDER } from '../../../core/finder/settings';
import { DEFAULT_OUTCOME_SETTINGS } from '../../../core/outcomes/settings';
import { blindOutcome, outcomeWith } from '../../support/outcome';

const outcome = (fields: Partial<Outcome> = {}): Outcome => outcomeWith(fields);
const blind = blindOutcome();
const miss = outcome({ return_fraction: -0.02, exit_return_fraction: -0.02, first_touch: 'stop' });

describe('precision', () => {
  test('blind outcomes are counted and never enter the share', () => {
    const table = new PrecisionTable();
    for (const each of [outcome(), miss, miss, blind]) table.add(each);
    expect(table.rows()).toEqual([expect.objectContaining({ n: 3, hits: 1, blind: 1, precision: 1 / 3, stopFirst: 2, target1First: 1, hasEnoughData: false })]);
    expect(table.rows()[0]?.meanReturnFraction).toBeCloseTo(-0.01, 12);
  });

  test('rows are kept apart by type, decision and horizon, in that order', () => {
    const table = new PrecisionTable();
    table.add(outcome({ horizon_minutes: 60 }));
    table.add(outcome({ decision: 'rejected' }));
    table.add(outcome());
    table.add(outcome({ opportunity_type: 'bb_squeeze_release' }));
    expect(table.rows().map((row) => [row.opportunityType, row.decision, row.horizonMinutes])).toEqual([
      ['bb_squeeze_release', 'accepted', 5], ['volume_spark', 'accepted', 5], ['volume_spark', 'accepted', 60], ['volume_spark', 'rejected', 5],
    ]);
  });

  test('29 outcomes are not enough data, 30 are', () => {
    expect(precisionOf({ ...NO_OUTCOMES, n: 29, hits: 20 }).hasEnoughData).toBe(false);
    expect(precisionOf({ ...NO_OUTCOMES, n: 30, hits: 20 }).hasEnoughData).toBe(true);
  });

  test('without an answer there is no precision, no interval and no mean', () => {
    expect(precisionOf(sumsOf(blind))).toMatchObject({ n: 0, blind: 1, precision: undefined, interval: undefined, meanReturnFraction: undefined });
  });

  test('adding outcomes one by one equals adding up halves, so counters may be kept in a table', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(outcome(), miss, blind)), fc.nat(), (outcomes, cut) => {
      const total = (some: readonly Outcome[]) => some.map((each) => sumsOf(each)).reduce(addSums, NO_OUTCOMES);
      const [left, right] = [outcomes.slice(0, cut), outcomes.slice(cut)];
      const { returnSumFraction, ...counts } = addSums(total(left), total(right));
      const { returnSumFraction: whole, ...wholeCounts } = total(outcomes);
      expect(counts).toEqual(wholeCounts);
      expect(returnSumFraction).toBeCloseTo(whole, 9);
    }));
  });

  test('the finder weighs its targets against the same cost as outcomes are measured by', () => {
    expect(DEFAULT_FINDER.roundTripCostFraction).toBe(DEFAULT_OUTCOME_SETTINGS.roundTripCostFraction);
  });
});
