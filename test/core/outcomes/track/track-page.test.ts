import fc from 'fast-check';
import { parseTrackPage } from '../../../../core/contracts/track-page';
import { dayOf } from '../../../../core/outcomes/days';
import type { Result } from '../../../../core/outcomes/result';
import { cellId, cellsOf } from '../../../../core/outcomes/track/cells';
import { trackPageCells, trackPageOf, type NamedGroup, type TrackCell } from '../../../../core/outcomes/track/track-page';
import { addTrackSums, NO_RESULTS } from '../../../../core/outcomes/track/track-sums';
import { wilsonInterval } from '../../../../core/outcomes/wilson';

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 28, 12);

const result = (daysAgo: number, net: number | 'blind', changes: Partial<Result> = {}): Result => ({
  market: 'live', type: 'volume_spark', decision: 'accepted', horizon: '15m', symbol: 'TAOUSDT', settings: undefined, confidence: 0.71, side: 'buy',
  entryTimeMs: NOW_MS - daysAgo * DAY_MS, regime: { volatility: 'high', session: 'europe', week: 'weekday' },
  answer: net === 'blind' ? 'blind' : {
    net, favourable: Math.max(0, net), adverse: Math.min(0, net),
    controls: { n: 2, buy_hits: 1, sell_hits: 0, buy_net_sum_fraction: 0.001, sell_net_sum_fraction: -0.003 },
  },
  ...changes,
} as Result);

/** The table as counting leaves it. */
const tableOf = (results: readonly Result[]): Map<string, TrackCell> => {
  const table = new Map<string, TrackCell>();
  for (const { key, add, log } of results.flatMap(cellsOf)) {
    const before = table.get(cellId(key)) ?? { sums: NO_RESULTS, log: [] };
    table.set(cellId(key), { sums: addTrackSums(before.sums, add), log: log === undefined ? before.log : [...before.log, log] });
  }
  return table;
};

const pageOf = (results: readonly Result[], only?: NamedGroup) => {
  const of = { market: 'live', nowMs: NOW_MS, only: only && [only] } as const;
  const table = tableOf(results);
  const asked = new Set(trackPageCells(of));
  const page = trackPageOf(of, (id) => {
    expect(asked.has(id)).toBe(true);
    return table.get(id);
  });
  return parseTrackPage(JSON.parse(JSON.stringify(page)));
};

describe('the track record on the page', () => {
  test('has no row where nothing was counted', () => {
    expect(pageOf([]).rows).toEqual([]);
  });

  test('S3.23: counts exactly what was counted in the last thirty days, with its interval, and says where it is too little', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat({ max: 29 }), fc.oneof(fc.constant<'blind'>('blind'), fc.double({ min: -0.05, max: 0.05, noNaN: true }))), { minLength: 1, maxLength: 60 }), (list) => {
      const { rows, min_outcomes: least } = pageOf(list.map(([daysAgo, net]) => result(daysAgo, net)));
      const row = rows.find(({ dimension, horizon_minutes, decision }) => dimension === 'all' && horizon_minutes === 15 && decision === 'accepted');
      const nets = list.flatMap(([, net]) => (net === 'blind' ? [] : [net]));
      const hits = nets.filter((net) => net > 0).length;
      expect(row).toMatchObject({ n: nets.length, blind: list.length - nets.length, has_enough_data: nets.length >= least, coverage: nets.length / list.length });
      expect(row?.hit_rate ?? null).toEqual(nets.length === 0 ? null : hits / nets.length);
      expect(row?.hit_interval ?? undefined).toEqual(wilsonInterval(hits, nets.length));
      expect(row?.lift === null).toBe(row?.no_lift_reason !== null);
    }), { numRuns: 15 });
  });

  test('leaves out what is older than its days, and what another market counted', () => {
    const { rows } = pageOf([result(31, 0.01), result(1, 0.01, { market: 'simulated' })]);
    expect(rows.filter(({ dimension }) => dimension === 'all')).toEqual([]);
  });

  test('C3.17: the drawdown is of the equal-stake curve in the order of entries', () => {
    const row = pageOf([result(1, -0.03), result(3, 0.02), result(2, -0.01)]).rows.find(({ dimension, horizon_minutes }) => dimension === 'all' && horizon_minutes === 15);
    expect(row?.max_drawdown).toBeCloseTo(0.04);
    expect(dayOf(NOW_MS, 'report')).toBe('2026-11-28');
  });

  test('what a rejected one would have earned stands beside, and groups of volatility, confidence, part of the day and of the week', () => {
    const { rows } = pageOf([result(1, 0.01), result(1, 0.02, { decision: 'rejected' })]);
    expect(rows.map(({ decision, dimension, group, n }) => `${decision} ${dimension} ${group} ${n}`)).toEqual([
      'accepted all - 1', 'rejected all - 1', 'accepted volatility high 1', 'accepted confidence 7 1', 'accepted session europe 1', 'accepted week weekday 1',
    ]);
  });

  test.each<[NamedGroup, string]>([
    [{ dimension: 'symbol', group: 'TAOUSDT' }, 'volume_spark accepted 15 symbol TAOUSDT 2'], [{ dimension: 'settings', group: 'abc' }, 'volume_spark accepted 15 settings abc 1'],
  ])('of one symbol or one kind of settings it is that alone: %o', (only, expected) => {
    const { rows } = pageOf([result(1, 0.01), result(40, 0.02), result(1, 0.02, { symbol: 'ETHUSDT', settings: 'abc' })], only);
    expect(rows.map((row) => [row.type, row.decision, row.horizon_minutes, row.dimension, row.group, row.n].join(' '))).toEqual([expected]);
    expect(pageOf([], only).rows).toEqual([]);
  });
});
