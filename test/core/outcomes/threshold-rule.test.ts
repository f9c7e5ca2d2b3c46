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
    expect(thresholdRule(NO_RAISE, losses(8), LONG_RUN, 5)).toEqual({ state: { ...NO_RAISE, openRunMs: 60_000, lookedMs: 5 }, news: undefined });
    const warned = thresholdRule(NO_RAISE, losses(14), LONG_RUN, 5);
    expect(warned).toMatchObject({ news: { losses: 14, since_ms: 60_000, raise: null }, state: { raise: 0, warnedOfRunMs: 60_000 } });
    const raised = thresholdRule(NO_RAISE, losses(20), LONG_RUN, 5);
    expect(raised).toMatchObject({ news: { losses: 20, raise: { from: 0, to: 0.05, until_ms: 5 + RULE.raiseForMs } }, state: { raise: 0.05 } });
  });

  test('one run warns once and raises once, also while it grows and when looked at again', () => {
    const first = thresholdRule(NO_RAISE, losses(14), LONG_RUN, 5);
    const grown = thresholdRule(first.state, losses(20), LONG_RUN, 6);
    expect(grown.news).toMatchObject({ losses: 20, raise: { to: 0.05 } });
    expect(thresholdRule(grown.state, losses(25), LONG_RUN, 7)).toEqual({ state: { ...grown.state, lookedMs: 7 }, news: undefined });
  });

  test('a run that a hit has ended is told as well, the longest of those since the last look', () => {
    const day = [...losses(14), ...losses(15, 100 * 60_000), ...points([0.01], 200 * 60_000)];
    const first = thresholdRule(NO_RAISE, day, LONG_RUN, DAY_MS);
    expect(first.news).toMatchObject({ losses: 15, since_ms: 101 * 60_000 });
    expect(first.state.openRunMs).toBeUndefined();
    expect(thresholdRule(first.state, [...day, ...points([0.01], DAY_MS)], LONG_RUN, 2 * DAY_MS).news).toBeUndefined();
  });

  test('a run whose results came after the look that it ended before is told by the next one', () => {
    const { state } = thresholdRule(NO_RAISE, losses(8, DAY_MS - 30 * 60_000), LONG_RUN, DAY_MS);
    const late = [...losses(20, DAY_MS - 30 * 60_000), ...points([0.01], DAY_MS)];
    expect(thresholdRule(state, late, LONG_RUN, 2 * DAY_MS).news).toMatchObject({ losses: 20 });
  });

  test('a run keeps its start when the results no longer reach back to it', () => {
    const run = losses(20);
    const first = thresholdRule(NO_RAISE, run, LONG_RUN, DAY_MS);
    const second = thresholdRule(first.state, points(Array.from({ length: 25 }, () => -0.01), 10 * 60_000), LONG_RUN, 2 * DAY_MS);
    expect(second).toEqual({ state: { ...first.state, lookedMs: 2 * DAY_MS }, news: undefined });
    const silent = thresholdRule(second.state, [], LONG_RUN, 3 * DAY_MS);
    expect(silent.state.openRunMs).toBe(60_000);
    expect(thresholdRule(silent.state, losses(20, 3 * DAY_MS), LONG_RUN, 4 * DAY_MS).news).toMatchObject({ since_ms: 3 * DAY_MS + 60_000 });
  });

  test('a later run within the time of a raise adds a step, up to a most, and it falls away after a day', () => {
    let state: ThresholdState = NO_RAISE;
    for (let run = 0; run < 10; run += 1) state = thresholdRule(state, losses(20, run * 10_000_000), LONG_RUN, run).state;
    expect(raiseAt(state, 10)).toBe(RULE.maxRaise);
    expect(raiseAt(state, 10 + RULE.raiseForMs)).toBe(0);
    expect(thresholdRule(state, losses(20, 2e9), LONG_RUN, 2e9).news?.raise).toMatchObject({ from: 0, to: RULE.raiseStep });
  });

  test('a short run is never told, however good the detector', () => {
    expect(thresholdRule(NO_RAISE, losses(4), { hitRate: 0.99, resultsPerDay: 1 }, 0).news).toBeUndefined();
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

  test('whatever comes, no raise is beyond its most, and every run of a day that is rare enough for a raise is the day\'s news or shorter', () => {
    const raisingLosses = 18;
    expect(expectedRuns(LONG_RUN, raisingLosses)).toBeLessThanOrEqual(RULE.raiseExpectedRuns);
    fc.assert(fc.property(fc.array(fc.array(fc.constantFrom(0.01, ...Array.from({ length: 12 }, () => -0.01)), { maxLength: 60 }), { maxLength: 8 }), (days) => {
      let state: ThresholdState = NO_RAISE;
      days.forEach((nets, day) => {
        const recent = points([0.01, ...nets, 0.01], day * DAY_MS);
        const answer = thresholdRule(state, recent, LONG_RUN, (day + 1) * DAY_MS);
        state = answer.state;
        expect(state.raise).toBeLessThanOrEqual(RULE.maxRaise);
        const { longestLosses } = equityOf(recent);
        if (answer.news !== undefined || longestLosses >= raisingLosses) expect(answer.news?.losses).toBe(longestLosses);
      });
    }));
  });
});
