import { coverageOf, precisionOf, ratesOf, recallOf } from '../../../cli/evaluate/score';
import type { MarketRun } from '../../../cli/evaluate/run-market';
import type { Opportunity } from '../../../core/contracts/opportunity';
import { coverageFigure } from '../../../core/market/coverage-report';
import type { LedgerEntry, PlantKind } from '../../../simulator/market/plants/plant';
import { opportunityWith } from '../../support/opportunity';

const START_MS = Date.UTC(2025, 5, 2, 12);
const WARM_MS = START_MS + 400_000;
const COOL_DOWN_MS = 300_000;

const plant = (kind: PlantKind, symbol: string, onsetMs: number): LedgerEntry =>
  ({ id: `${kind}-${onsetMs}`, kind, symbol, side: 'buy', armedFromMs: onsetMs, onsetMs, endMs: onsetMs + 6_000, followThrough: true });
const found = (type: Opportunity['opportunity_type'], symbol: string, timeMs: number, fired: string[] = [type]): Opportunity =>
  opportunityWith({ opportunity_type: type, symbol, fired, exchange_time_ms: timeMs, decided_time_ms: timeMs });
const covered = (subscribedMs: number, blindMs: number): MarketRun['coverage'] => {
  const total = coverageFigure(subscribedMs, blindMs);
  return { total, byStream: { ticker: total, 'book-top': total, trade: total }, blindMsByCause: {} };
};
const run = (fields: Partial<MarketRun>): MarketRun => ({
  hours: 1, opportunities: [], accepted: [], ledger: [], watchLists: [{ fromMs: START_MS, symbols: new Set(['A', 'B']) }], coverage: covered(1, 0), ...fields,
});
const recall = (kind: PlantKind, fields: Partial<MarketRun>) => recallOf([run(fields)], COOL_DOWN_MS).find((row) => row.kind === kind);

describe('recall', () => {
  test('counts a plant as found only by the detector meant for it, on its symbol, from its onset to one bar after its end', () => {
    const ledger = [plant('volume_surge', 'A', WARM_MS)];
    const of = (...opportunities: Opportunity[]) => recall('volume_surge', { ledger, opportunities })?.hits;
    expect(of(found('volume_spark', 'A', WARM_MS))).toBe(1);
    expect(of(found('mixed_signal', 'A', WARM_MS + 10_000, ['ob_breakout', 'volume_spark']))).toBe(1);
    expect(of(found('volume_spark', 'A', WARM_MS - 1))).toBe(0);
    expect(of(found('volume_spark', 'A', WARM_MS + 10_001))).toBe(0);
    expect(of(found('volume_spark', 'B', WARM_MS))).toBe(0);
    expect(of(found('ob_breakout', 'A', WARM_MS))).toBe(0);
  });

  test('a plant that was missed stays in the denominator, with the reason beside it', () => {
    const ledger = [plant('ob_imbalance', 'A', WARM_MS), plant('ob_imbalance', 'Z', WARM_MS), plant('ob_imbalance', 'B', WARM_MS)];
    const row = recall('ob_imbalance', { ledger, opportunities: [found('ob_breakout', 'B', WARM_MS - COOL_DOWN_MS + 1)] });
    expect(row).toMatchObject({ hits: 0, n: 3, notWatched: 1, coolingDown: 1 });
  });

  test('plants of the warm-up and plants cut off by the end are not counted', () => {
    const endMs = START_MS + 3_600_000;
    const ledger = [plant('squeeze_release', 'A', START_MS + 359_999), plant('squeeze_release', 'A', endMs - 9_999), plant('squeeze_release', 'A', endMs - 10_000)];
    expect(recall('squeeze_release', { ledger })).toMatchObject({ n: 1 });
  });

  test('many firings on one plant find it once', () => {
    const opportunities = [found('volume_spark', 'A', WARM_MS), found('volume_spark', 'A', WARM_MS + 1)];
    expect(recall('volume_surge', { ledger: [plant('volume_surge', 'A', WARM_MS)], opportunities })).toMatchObject({ hits: 1, n: 1 });
  });
});

test('precision has every opportunity of the type in its denominator, and an interval', () => {
  const ledger = [plant('volume_surge', 'A', WARM_MS)];
  const opportunities = [found('volume_spark', 'A', WARM_MS), found('volume_spark', 'B', WARM_MS), found('volume_spark', 'A', START_MS)];
  const row = precisionOf([run({ ledger, opportunities })]).find(({ type }) => type === 'volume_spark');
  expect(row).toMatchObject({ hits: 1, n: 3 });
  expect(row?.interval?.low).toBeGreaterThan(0);
});

test('C1.11: alerts are the accepted, cut at the budget of each clock hour', () => {
  const accepted = Array.from({ length: 25 }, (_, index) => found('volume_spark', 'A', START_MS + index));
  const later = Array.from({ length: 5 }, (_, index) => found('volume_spark', 'A', START_MS + 3_600_000 + index));
  const rates = ratesOf([run({ hours: 2, opportunities: accepted, accepted: [...accepted, ...later] })]);
  expect(rates).toMatchObject({ all: 12.5, accepted: 15, alerts: 12.5 });
});

test('D-11: the coverage of several runs weighs each by the time that it asked for', () => {
  expect(coverageOf([run({ coverage: covered(3_000, 0) }), run({ coverage: covered(1_000, 1_000) })])).toEqual({ subscribedMs: 4_000, blindMs: 1_000, fraction: 0.75 });
});
