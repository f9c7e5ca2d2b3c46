import { confusionOf, fatesRight, fatesRightByLabel, judgedOf, resurrectionsOf, timingOf, unplantedOf } from '../../../cli/evaluate-whales/whale-score';
import type { WhaleRun } from '../../../cli/evaluate-whales/whale-run';
import type { PoolFinding } from '../../../core/whales/findings';
import type { WallLife } from '../../../simulator/market/depth/walls/wall';

const START_MS = Date.UTC(2026, 0, 7, 9);
const life = (fields: Partial<WallLife>): WallLife => ({
  id: 'wall-1-0001.1', label: 'filled', symbol: 'AUSDT', side: 'buy', price: 10, firstQuantity: 5, multiple: 8, birthMs: START_MS + 1_000, deathMs: START_MS + 90_000,
  fate: 'filled', filledQuantity: 5, pulledQuantity: 0, restQuantity: 0, movedToPrice: null, ...fields,
});
const finding = (event: PoolFinding['event'], timeMs: number, fields: Partial<PoolFinding> = {}): PoolFinding => ({
  kind: 'pool', event, symbol: 'AUSDT', side: 'buy', price: 10, orderHash: 'AUSDT-000000000001', timeMs, incarnation: 1, quantity: 5, notionalUsdt: 50, firstNotionalUsdt: 50, lifetimeMs: 0,
  wasHot: false, fate: undefined, ...fields,
});
const run = (ledger: readonly WallLife[], pool: readonly PoolFinding[], fields: Partial<WhaleRun> = {}): WhaleRun => ({
  hours: 1, endMs: START_MS + 3_600_000, ledger, pool, swept: new Set(['AUSDT']), ended: new Map(), unbalanced: 0, told: 0, opportunities: 0, ...fields,
});

describe('the score of planted walls', () => {
  test('a fate is right when the level born in the wall\'s life at its price was told to have had it', () => {
    const pool = [finding('born', START_MS + 1_000), finding('died', START_MS + 90_000, { fate: 'filled' })];
    expect(fatesRight(judgedOf(run([life({})], pool)))).toMatchObject({ hits: 1, n: 1 });
    expect(fatesRight(judgedOf(run([life({ fate: 'pulled' })], pool)))).toMatchObject({ hits: 0, n: 1 });
    expect(fatesRight(judgedOf(run([life({ price: 11 })], pool)))).toMatchObject({ hits: 0, n: 1 });
    expect(fatesRight(judgedOf(run([life({ side: 'sell' })], pool)))).toMatchObject({ hits: 0, n: 1 });
  });

  test('what was never found, or never told as dead, stays in the denominator and shows in the table', () => {
    const ledger = [life({}), life({ id: 'wall-1-0002.1', price: 12, label: 'pulled', fate: 'pulled' })];
    const judged = judgedOf(run(ledger, [finding('born', START_MS + 1_000)]));
    expect(fatesRight(judged)).toMatchObject({ hits: 0, n: 2 });
    const rows = Object.fromEntries(confusionOf(judged).map(({ truth, told }) => [truth, told]));
    expect(rows['filled']).toMatchObject({ 'still alive': 1 });
    expect(rows['pulled']).toMatchObject({ 'not found': 1 });
    expect(fatesRightByLabel(judged).find(({ label }) => label === 'pulled')).toMatchObject({ n: 1 });
  });

  test('symbols that are not swept, and lives that end with the run, are not judged', () => {
    const ledger = [life({ symbol: 'USDCUSDT' }), life({ deathMs: START_MS + 3_595_000 })];
    expect(judgedOf(run(ledger, []))).toEqual([]);
  });

  test('births and deaths count when they were told within one update', () => {
    const of = (bornMs: number, diedMs: number) => timingOf(judgedOf(run([life({})], [finding('born', bornMs), finding('died', diedMs, { fate: 'filled' })])));
    expect(of(START_MS + 1_100, START_MS + 89_900)).toMatchObject({ births: { hits: 1 }, deaths: { hits: 1 } });
    expect(of(START_MS + 1_101, START_MS + 90_101)).toMatchObject({ births: { hits: 0 }, deaths: { hits: 0 } });
  });

  test('a second life counts as new with another hash and a higher incarnation', () => {
    const ledger = [life({ label: 'resurrected' }), life({ id: 'wall-1-0001.2', label: 'resurrected', birthMs: START_MS + 120_000, deathMs: START_MS + 200_000 })];
    const first = [finding('born', START_MS + 1_000), finding('died', START_MS + 90_000, { fate: 'filled' })];
    const of = (second: Partial<PoolFinding>) => resurrectionsOf(judgedOf(run(ledger, [...first, finding('born', START_MS + 120_000, second)])));
    expect(of({ orderHash: 'AUSDT-000000000002', incarnation: 2 })).toMatchObject({ hits: 1, n: 1 });
    expect(of({})).toMatchObject({ hits: 0, n: 1 });
  });

  test('births that nothing planted explains are counted per hour, and those that became hot besides', () => {
    const strangers = [finding('born', START_MS + 5_000, { price: 9, orderHash: 'AUSDT-00000000000a' }), finding('born', START_MS + 200_000, { orderHash: 'AUSDT-00000000000b' })];
    const pool = [finding('born', START_MS + 1_000), ...strangers, finding('promoted', START_MS + 66_000, { price: 9, orderHash: 'AUSDT-00000000000a' })];
    expect(unplantedOf([run([life({})], pool, { hours: 2 })])).toEqual({ perHour: 1, hotPerHour: 0.5 });
  });
});
