import fc from 'fast-check';
import { DEFAULT_THRESHOLD_RULE as RULE, expectedRuns, NO_RAISE, raiseAt, thresholdRule, type ThresholdState } from '../../../core/outcomes/threshold-rule';
import { SeededDraws } from '../../../core/outcomes/null/seeded-draws';
import { equityOf, type EquityPoint } from '../../../core/outcomes/track/equity';

const DAY_MS = 86_400_000;
const LONG_RUN = { hitRate: 0.4, resultsPerDay: 100 };
const points = (nets: readonly number[], fromMs = 0): EquityPoint[] => nets.map((net, index) => ({ entryTimeMs: fromMs + index * 60_000, net }));
const losses = (count: number, fromMs = 0): EquityPoint[] => points([0.01, ...Array.from({ length: count }, () => -0.01)], fromMs);

describe('S3.25: losses in a row', () => {
  test('a run that chance gives every day is no news, a rare one is told, a rarer one raises the threshold', () => {
    expect(thresholdRule(NO_RAISE, losses(8), LONG_RUN, 0)).toEqual({ state: NO_RAISE, warning: undefined, raise: undefined });
    const warned = thresholdRule(NO_RAISE, losses(14), LONG_RUN, 5);
    expect(warned).toMatchObject({ warning: { losses: 14, sinceMs: 60_000 }, raise: undefined, state: { raise: 0, warnedOfRunMs: 60_000 } });
    const raised = thresholdRule(NO_RAISE, losses(20), LONG_RUN, 5);
    expect(raised).toMatchObject({ warning: { losses: 20 }, raise: { from: 0, to: 0.05, untilMs: 5 + RULE.raiseForMs }, state: { raise: 0.05 } });
  });

  test('one run warns once and raises once, also while it grows and when looked at again', () => {
    const first = thresholdRule(NO_RAISE, losses(14), LONG_RUN, 5);
    const grown = thresholdRule(first.state, losses(20), LONG_RUN, 6);
    expect(grown).toMatchObject({ warning: undefined, raise: { losses: 20 } });
    expect(thresholdRule(grown.state, losses(25), LONG_RUN, 7)).toEqual({ state: grown.state, warning: undefined, raise: undefined });
  });

  test('a later run within the time of a raise adds a step, up to a most, and it falls away after a day', () => {
    let state: ThresholdState = NO_RAISE;
    for (let run = 0; run < 10; run += 1) state = thresholdRule(state, losses(20, run * 10_000_000), LONG_RUN, run).state;
    expect(raiseAt(state, 10)).toBe(RULE.maxRaise);
    expect(raiseAt(state, 10 + RULE.raiseForMs)).toBe(0);
    expect(thresholdRule(state, losses(20, 2e9), LONG_RUN, 2e9).raise).toMatchObject({ from: 0, to: RULE.raiseStep });
  });

  test('a short run is never told, however good the detector', () => {
    expect(thresholdRule(NO_RAISE, losses(4), { hitRate: 0.99, resultsPerDay: 1 }, 0).warning).toBeUndefined();
  });

  test('the expected number of runs is what independent results give', () => {
    const [days, perDay, length] = [4_000, 100, 8];
    let runs = 0;
    for (let day = 0; day < days; day += 1) {
      const draws = new SeededDraws(`day ${day}`);
      let current = 0;
      for (let index = 0; index < perDay; index += 1) {
        current = draws.uniform() < LONG_RUN.hitRate ? 0 : current + 1;
        if (current === length) runs += 1;
      }
    }
    expect(runs / days / expectedRuns(LONG_RUN, length)).toBeCloseTo(1, 0);
  });

  test('a state never raises beyond its most nor warns without a losing end', () => {
    fc.assert(fc.property(fc.array(fc.array(fc.constantFrom(0.01, -0.01, -0.01, -0.01), { maxLength: 40 }), { maxLength: 8 }), (days) => {
      let state: ThresholdState = NO_RAISE;
      days.forEach((nets, day) => {
        const recent = points(nets, day * DAY_MS);
        const answer = thresholdRule(state, recent, LONG_RUN, day * DAY_MS);
        state = answer.state;
        expect(state.raise).toBeLessThanOrEqual(RULE.maxRaise);
        if (answer.warning !== undefined) expect(answer.warning.losses).toBeLessThanOrEqual(equityOf(recent).longestLosses);
      });
    }));
  });
});
