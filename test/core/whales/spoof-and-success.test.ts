import fc from 'fast-check';
import type { FateKind } from '../../../core/contracts/whale-order';
import { wilsonInterval } from '../../../core/outcomes/wilson';
import { DEFAULT_WHALES } from '../../../core/whales/settings';
import { SpoofTallies } from '../../../core/whales/spoof';
import { SuccessRates } from '../../../core/whales/success-rate';
import { newWall, type WallData } from '../../../core/whales/wall';

const ratios = { excludingSelf: 5, inclusive: 3, median: 6 };
const wallOf = (fields: Partial<WallData> = {}): WallData => ({
  ...newWall({ side: 'buy', price: 100, quantity: 1, timeMs: 0, orderHash: 'AAAUSDT-000000000000', incarnation: 1, ratios }), isHot: true, category: 'gold', ...fields,
});
const NEAR = 100.05;
const FAR = 101;

describe('the spoof score', () => {
  const approached = (tallies: SpoofTallies, fate: FateKind | 'stood', fields: Partial<WallData> = {}): void => {
    const wall = wallOf(fields);
    tallies.onPrice('AAAUSDT', wall, FAR);
    tallies.onPrice('AAAUSDT', wall, NEAR);
    if (fate === 'stood') tallies.onPrice('AAAUSDT', wall, FAR);
    else {
      wall.fate = fate;
      tallies.onFate('AAAUSDT', wall);
    }
  };

  test('is the share of approaches in which the level was pulled or moved, null below five', () => {
    const tallies = new SpoofTallies(DEFAULT_WHALES);
    for (const fate of ['pulled', 'filled', 'stood', 'moved'] as const) approached(tallies, fate);
    expect(tallies.scoreOf('AAAUSDT', wallOf())).toEqual({ n: 4, score: undefined });
    approached(tallies, 'stood');
    expect(tallies.scoreOf('AAAUSDT', wallOf())).toEqual({ n: 5, score: 0.4 });
  });

  test('an approach begins within 10 bp and ends beyond 15', () => {
    const tallies = new SpoofTallies({ ...DEFAULT_WHALES, minApproaches: 1 });
    const wall = wallOf();
    for (const mid of [100.12, 100.099, 100.12, 100.099, 100.14]) tallies.onPrice('AAAUSDT', wall, mid);
    expect(tallies.scoreOf('AAAUSDT', wall).n).toBe(0);
    tallies.onPrice('AAAUSDT', wall, 100.16);
    expect(tallies.scoreOf('AAAUSDT', wall)).toEqual({ n: 1, score: 0 });
  });

  test('pulled while the price is far is no sign, and an end that nobody saw does not count', () => {
    const tallies = new SpoofTallies(DEFAULT_WHALES);
    const far = wallOf({ fate: 'pulled' });
    tallies.onFate('AAAUSDT', far);
    approached(tallies, 'unknown');
    expect(tallies.scoreOf('AAAUSDT', far).n).toBe(0);
  });

  test('symbol, side and size are counted apart', () => {
    const tallies = new SpoofTallies(DEFAULT_WHALES);
    for (let count = 0; count < 5; count += 1) approached(tallies, 'pulled');
    expect(tallies.scoreOf('AAAUSDT', wallOf({ birthRatio: 6.9 })).score).toBe(1);
    for (const other of [wallOf({ side: 'sell' }), wallOf({ birthRatio: 7 })]) expect(tallies.scoreOf('AAAUSDT', other).n).toBe(0);
    expect(tallies.scoreOf('BBBUSDT', wallOf()).n).toBe(0);
  });
});

describe('the success rate', () => {
  const tested = (rates: SuccessRates, mids: readonly number[], fate?: FateKind, fields: Partial<WallData> = {}): void => {
    const wall = wallOf(fields);
    mids.forEach((mid, index) => { rates.onPrice(wall, mid, 1_000 * index); });
    if (fate === undefined) return;
    wall.fate = fate;
    rates.onFate(wall);
  };
  const of = (...outcomes: readonly (readonly [mids: readonly number[], fate?: FateKind])[]) => {
    const rates = new SuccessRates({ ...DEFAULT_WHALES, minOutcomes: 1 });
    for (const [mids, fate] of outcomes) tested(rates, mids, fate);
    return rates.rateOf('gold');
  };

  test('C2.14: touched and reversed by 20 bp is held', () => {
    expect(of([[100.5, 100.05, 100.2]])).toMatchObject({ n: 1, rate: 1 });
    expect(of([[100.5, 100.05, 100.19]])).toMatchObject({ n: 0 });
  });

  test('broken, dead or too slow is failed', () => {
    expect(of([[100.05, 99.99]])).toMatchObject({ n: 1, rate: 0 });
    expect(of([[100.05], 'filled'])).toMatchObject({ n: 1, rate: 0 });
    const slow = new SuccessRates({ ...DEFAULT_WHALES, minOutcomes: 1, holdMs: 1_500 });
    tested(slow, [100.05, 100.1, 100.3]);
    expect(slow.rateOf('gold')).toMatchObject({ n: 1, rate: 0 });
  });

  test('an ask is tested from below', () => {
    const rates = new SuccessRates({ ...DEFAULT_WHALES, minOutcomes: 1 });
    tested(rates, [99.96, 99.79], undefined, { side: 'sell' });
    expect(rates.rateOf('gold')).toMatchObject({ n: 1, rate: 1 });
  });

  test('a level that no price came to, one that is not hot, and an unseen end do not count', () => {
    expect(of([[100.5, 100.2], 'pulled'], [[100.05], 'unknown'])).toMatchObject({ n: 0 });
    const rates = new SuccessRates({ ...DEFAULT_WHALES, minOutcomes: 1 });
    tested(rates, [100.05, 100.3], undefined, { isHot: false });
    expect(rates.rateOf('gold').n).toBe(0);
  });

  test('a level is tested once', () => {
    expect(of([[100.05, 100.3, 100.05, 100.3]])).toMatchObject({ n: 1 });
  });

  test('C2.14: null until n >= 20, then with Wilson\'s bounds', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }), (held, failed) => {
      const rates = new SuccessRates(DEFAULT_WHALES);
      for (let count = 0; count < held; count += 1) tested(rates, [100.05, 100.3]);
      for (let count = 0; count < failed; count += 1) tested(rates, [100.05, 99.9]);
      const n = held + failed;
      const bounds = wilsonInterval(held, n);
      expect(rates.rateOf('gold')).toEqual(n < 20 ? { n, rate: undefined, low: undefined, high: undefined } : { n, rate: held / n, ...bounds });
    }), { numRuns: 50 });
  });
});
