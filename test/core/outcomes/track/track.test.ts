import fc from 'fast-check';
import type { Outcome } from '../../../../core/contracts/outcome';
import { resultOf, type Result } from '../../../../core/outcomes/result';
import { confidenceBandOf } from '../../../../core/contracts/confidence-band';
import { cellId, cellsOf } from '../../../../core/outcomes/track/cells';
import { equityOf, losingRunsOf, type EquityPoint } from '../../../../core/outcomes/track/equity';
import { binOf, LEAST_FRACTION, quantileOf, RELATIVE_ERROR, valueOf } from '../../../../core/outcomes/track/quantile-sketch';
import { trackRecordOf } from '../../../../core/outcomes/track/track-record';
import { addTrackSums, countersOf, fromCounters, NO_RESULTS, sumTrack, trackSumsOf, type TrackSums } from '../../../../core/outcomes/track/track-sums';
import { TrackTable } from '../../../../core/outcomes/track/track-table';
import { blindOutcome, outcomeOfNet, outcomeWith, WEDNESDAY_MS } from '../../../support/outcome';

const DAY_MS = 86_400_000;
const YEAR_MS = 365.25 * DAY_MS;
const of = (outcome: Outcome): Result => resultOf(outcome)!;
/** To a hundredth of a basis point: what is far below the cost is lost in the subtraction of it. */
const net = fc.oneof(fc.integer({ min: -200_000, max: 200_000 }).map((millionths) => millionths / 1e6), fc.constantFrom(0, 0.001, -0.001));
const controls = { n: 8, buy_hits: 3, sell_hits: 5, buy_net_sum_fraction: -0.01, sell_net_sum_fraction: 0.003 };
const outcome = fc.oneof(
  { weight: 6, arbitrary: fc.record({ net, side: fc.constantFrom('buy' as const, 'sell' as const), withControls: fc.boolean() })
    .map(({ net: earned, side, withControls }) => outcomeOfNet(earned, { side, controls: withControls ? controls : null, favourable_fraction: Math.max(0, earned), adverse_fraction: Math.min(0, earned) })) },
  { weight: 1, arbitrary: fc.constantFrom(blindOutcome(), blindOutcome({ blind_reason: 'delisted' })) },
);
const sumsOf = (outcomes: readonly Outcome[]): TrackSums => sumTrack(outcomes.map((one) => trackSumsOf(of(one))));
const closeTo = (found: TrackSums, wanted: TrackSums): void => {
  const [a, b] = [countersOf(found), countersOf(wanted)];
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) expect(a[name] ?? 0).toBeCloseTo(b[name] ?? 0, 9);
};

describe('sums of a track record', () => {
  test('do not depend on the order of the results, nor on how they are grouped: they may be counters of a table', () => {
    fc.assert(fc.property(fc.array(outcome, { maxLength: 40 }), fc.nat(40), (outcomes, cut) => {
      const halves = addTrackSums(sumsOf(outcomes.slice(0, cut)), sumsOf(outcomes.slice(cut)));
      closeTo(halves, sumsOf(outcomes));
      closeTo(sumsOf([...outcomes].reverse()), sumsOf(outcomes));
    }));
  });

  test('come back from the attributes of an item as they were, whatever else stands there', () => {
    fc.assert(fc.property(fc.array(outcome, { maxLength: 40 }), (outcomes) => {
      const sums = sumsOf(outcomes);
      expect(fromCounters({ id: 'track#x', log: [[1, 2]], quality: 7, ...countersOf(sums) })).toEqual(sums);
    }));
    expect(fromCounters({})).toEqual(NO_RESULTS);
  });
});

describe('the sketch of a distribution', () => {
  test('any quantile is within 2 % of the exact one, or within a tenth of a basis point', () => {
    fc.assert(fc.property(fc.array(net, { minLength: 1, maxLength: 200 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
      const exact = [...values].sort((a, b) => a - b)[Math.floor(q * (values.length - 1))]!;
      const sketch = sumTrack(values.map((value) => trackSumsOf(of(outcomeOfNet(value)))));
      expect(Math.abs(quantileOf(sketch.bins, q)! - exact)).toBeLessThanOrEqual(Math.max(LEAST_FRACTION, RELATIVE_ERROR * Math.abs(exact)) + 1e-12);
    }), { numRuns: 200 });
  });

  test('bins are symmetrical, and 0 stands for nothing', () => {
    fc.assert(fc.property(net, (value) => {
      expect(binOf(-value) + binOf(value)).toBe(0);
      expect(valueOf(binOf(-value)) + valueOf(binOf(value))).toBe(0);
    }));
    expect([binOf(0), binOf(1e-6), valueOf(0)]).toEqual([0, 0, 0]);
  });

  test('a move beyond 100 % has the last bin', () => {
    expect(binOf(50)).toBe(binOf(1.01));
    expect(quantileOf(new Map(), 0.5)).toBeUndefined();
  });
});

/** All falls from any earlier high, one by one. */
const worstFall = (values: readonly number[]): number => {
  const curve = values.reduce((sums, value) => [...sums, (sums.at(-1) ?? 0) + value], [0]);
  return Math.max(0, ...curve.flatMap((high, from) => curve.slice(from).map((low) => high - low)));
};

describe('the equal-stake curve', () => {
  const points = (values: readonly number[]): EquityPoint[] => values.map((value, index) => ({ entryTimeMs: index, net: value }));

  test('its drawdown is the largest fall from any high before, however the results arrive', () => {
    fc.assert(fc.property(fc.array(net, { maxLength: 40 }), fc.infiniteStream(fc.nat()), (values, ranks) => {
      const arrived = points(values).map((point) => ({ point, rank: ranks.next().value as number })).sort((a, b) => a.rank - b.rank).map(({ point }) => point);
      const { curve, maxDrawdown } = equityOf(arrived);
      expect(maxDrawdown).toBeCloseTo(worstFall(values), 12);
      expect(curve.at(-1)?.net ?? 0).toBeCloseTo(values.reduce((sum, value) => sum + value, 0), 12);
    }));
  });

  test('S3.25: counts losses in a row; one that only covers its cost is a loss', () => {
    const values = points([0.01, -0.01, 0, -0.02, 0.03, -0.01, -0.01]);
    expect(equityOf(values).longestLosses).toBe(3);
    expect(losingRunsOf([...values].reverse())).toEqual([
      { losses: 3, sinceMs: 1, lastMs: 3, isFirst: false, isOpen: false }, { losses: 2, sinceMs: 5, lastMs: 6, isFirst: false, isOpen: true },
    ]);
    expect(losingRunsOf(points([0.01]))).toEqual([]);
    expect(losingRunsOf([])).toEqual([]);
    expect(losingRunsOf(points([-1]))).toEqual([{ losses: 1, sinceMs: 0, lastMs: 0, isFirst: true, isOpen: true }]);
  });
});

describe('a track record', () => {
  test('equals what the results themselves give', () => {
    fc.assert(fc.property(fc.array(outcome, { minLength: 40, maxLength: 80 }), (outcomes) => {
      const nets = outcomes.filter(({ status }) => status === 'complete').map(({ net_return_fraction: value }) => value!);
      const record = trackRecordOf([sumsOf(outcomes.slice(0, 30)), sumsOf(outcomes.slice(30))], YEAR_MS);
      const mean = nets.reduce((sum, value) => sum + value, 0) / nets.length;
      const deviation = Math.sqrt(nets.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (nets.length - 1));
      expect(record.n).toBe(nets.length);
      expect(record.hitRate).toBe(nets.filter((value) => value > 1e-9).length / nets.length);
      expect(record.meanNet).toBeCloseTo(mean, 10);
      if (record.sharpe !== undefined) expect(record.sharpe).toBeCloseTo((mean / deviation) * Math.sqrt(nets.length), 6);
      expect(record.blind + record.halted).toBe(outcomes.length - nets.length);
      const lost = -nets.filter((value) => value < 0).reduce((sum, value) => sum + value, 0);
      if (lost > 0) expect(record.profitFactor).toBeCloseTo(nets.filter((value) => value > 0).reduce((sum, value) => sum + value, 0) / lost, 8);
    }), { numRuns: 50 });
  });

  const record = (count: number, spanMs = YEAR_MS) =>
    trackRecordOf([sumTrack(Array.from({ length: count }, (_, index) => trackSumsOf(of(outcomeOfNet(index % 3 === 0 ? -0.01 : 0.01)))))], spanMs);

  test('C3.17: below 30 results it says "not enough data", and there is neither Sharpe nor an interval of the mean', () => {
    expect(record(29)).toMatchObject({ n: 29, hasEnoughData: false, sharpe: undefined, meanInterval: undefined });
    expect(record(30)).toMatchObject({ n: 30, hasEnoughData: true, sharpe: expect.any(Number) as number, meanInterval: { low: expect.any(Number) as number } });
  });

  test('C3.17: Sharpe grows with the root of the results per year', () => {
    expect(record(30, YEAR_MS / 4).sharpe! / record(30).sharpe!).toBeCloseTo(2, 10);
    expect(record(30, 0).sharpe).toBeUndefined();
  });

  test('returns that never vary have no Sharpe', () => {
    const same = sumTrack(Array.from({ length: 40 }, () => trackSumsOf(of(outcomeOfNet(0)))));
    expect(trackRecordOf([same], YEAR_MS).sharpe).toBeUndefined();
  });

  test('D-3: coverage counts what was missed by us, not what nobody could see', () => {
    const missed = [outcomeWith(), outcomeWith(), outcomeWith(), blindOutcome(), blindOutcome({ blind_reason: 'delisted' })];
    expect(trackRecordOf([sumsOf(missed)], DAY_MS)).toMatchObject({ n: 3, blind: 1, halted: 1, coverage: 0.75 });
  });

  test('without results everything is open', () => {
    expect(trackRecordOf([], DAY_MS)).toMatchObject({
      n: 0, coverage: undefined, hitRate: undefined, hitInterval: undefined, meanNet: undefined, medianNet: undefined, profitFactor: undefined,
      sharpe: undefined, lift: 'no-controls', edge: 'no-controls',
    });
  });

  test('while nothing was lost there is no profit factor', () => {
    expect(trackRecordOf([sumsOf([outcomeOfNet(0.01)])], DAY_MS).profitFactor).toBeUndefined();
  });
});

describe('cells of the track record', () => {
  const accepted = of(outcomeWith({ horizon_minutes: 15, config_hash: 'abc', confidence: 0.7, volatility: 'high' }));

  test('the reference horizon is broken down by day, symbol, settings and regime, the others only by day', () => {
    expect(cellsOf(accepted).map(({ key }) => cellId(key))).toEqual([
      'all#-', 'exchange#2026-01-07', 'report#2026-01-07', 'symbol#TAOUSDT', 'settings#abc', 'confidence#7', 'volatility#high', 'session#europe', 'week#weekday',
    ].map((end) => `track#simulated#volume_spark#accepted#15m#${end}`));
    expect(cellsOf({ ...accepted, horizon: '5m' }).map(({ key }) => key.dimension)).toEqual(['all', 'exchange']);
  });

  test('a cell of confidence is a tenth, in which 0.7 counts as seven and 1 as nine', () => {
    expect([0, 0.099, 0.3, 0.7, 0.95, 1].map(confidenceBandOf)).toEqual([0, 0, 3, 7, 9, 9]);
  });

  test('what is unknown has no cell', () => {
    const unknown = { ...accepted, settings: undefined, confidence: undefined, regime: { ...accepted.regime, volatility: undefined } };
    expect(cellsOf(unknown).map(({ key }) => key.dimension)).toEqual(['all', 'exchange', 'report', 'symbol', 'session', 'week']);
  });

  test('accepted signals with an answer are kept in order for the report\'s day', () => {
    const logged = (result: Result) => cellsOf(result).filter(({ log }) => log !== undefined).map(({ key }) => key.dimension);
    expect(logged(accepted)).toEqual(['report']);
    expect(logged({ ...accepted, decision: 'rejected' })).toEqual([]);
    expect(logged({ ...accepted, answer: 'blind' })).toEqual([]);
  });

  test('days of a kind add up to the whole', () => {
    fc.assert(fc.property(fc.array(fc.record({ one: outcome, day: fc.nat(20) }), { maxLength: 30 }), (many) => {
      const results = many.map(({ one, day }) => of({ ...one, horizon_minutes: 15, entry_time_ms: WEDNESDAY_MS + day * DAY_MS }));
      const of_ = (dimension: string) => sumTrack(results.flatMap((result) => cellsOf(result).filter(({ key }) => key.dimension === dimension).map(({ add }) => add)));
      for (const dimension of ['exchange', 'report', 'symbol', 'session', 'week']) closeTo(of_(dimension), of_('all'));
    }), { numRuns: 30 });
  });
});

test('a table in memory groups as it is told, with days as clusters and the order kept', () => {
  const table = new TrackTable(({ symbol }) => (symbol === 'HIDDEN' ? undefined : symbol));
  [0.01, -0.01, -0.02].forEach((value, index) => { table.add(of(outcomeOfNet(value, { entry_time_ms: WEDNESDAY_MS + index * DAY_MS }))); });
  table.add(of(outcomeWith({ symbol: 'HIDDEN' })));
  expect(table.names()).toEqual(['TAOUSDT']);
  expect(table.record('TAOUSDT', 3 * DAY_MS)).toMatchObject({ n: 3, equity: { maxDrawdown: expect.closeTo(0.03, 12) as number, longestLosses: 2 } });
  expect(table.record('HIDDEN', DAY_MS)).toBeUndefined();
});
