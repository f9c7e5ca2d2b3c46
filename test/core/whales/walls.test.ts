import fc from 'fast-check';
import { clock } from '../../support/market-events';
import { depthFrame } from '../../support/depth-events';
import { plainBook, START_MS, SYMBOL, universe, instrument, WhaleBench } from '../../support/whale-bench';

const PRICE = 99.95;
/** Ten times the other levels. */
const BIG = 100;
const standing = (quantity: number) => ({ [PRICE]: quantity });

describe('birth', () => {
  test('S2.5: a level of 3.5 times the ten largest others is born with the update that shows it', () => {
    const bench = new WhaleBench().depth().depth(standing(35));
    expect(bench.pool('born')).toMatchObject([{ symbol: SYMBOL, side: 'buy', price: PRICE, timeMs: START_MS + 200, quantity: 35, incarnation: 1 }]);
    // Notional counts: at a lower price the same quantity is a little less.
    expect(new WhaleBench().depth(standing(34.9)).pool('born')).toEqual([]);
  });

  test('S2.7, C2.12: an ask level is a sell, and its hash begins with its symbol', () => {
    const [born] = new WhaleBench().depth({ '100.07': BIG }).pool('born');
    expect([born?.side, born?.orderHash.slice(0, 8)]).toEqual(['sell', 'AAAUSDT-']);
  });

  test('what is not swept is not looked at', () => {
    expect(new WhaleBench({}, ['BBBUSDT']).depth(standing(BIG)).of('pool')).toEqual([]);
  });

  test('a crossed frame is not believed, and neither is one older than another', () => {
    const bench = new WhaleBench().stand(standing(BIG), 300);
    const { bids, asks } = plainBook();
    const frame = { kind: 'depth', symbolId: bench.symbols.idOf(SYMBOL), timeMs: bench.nowMs } as const;
    bench.accept(depthFrame({ ...frame, bids, asks: [[99, 1]], lastUpdateId: 10_000 }), depthFrame({ ...frame, bids, asks, lastUpdateId: 50 })).wait(3_000);
    expect(bench.pool('died')).toEqual([]);
  });
});

describe('death', () => {
  test('S2.10, C2.8: a level that lost more than 70 % dies, one that lost exactly 70 % lives', () => {
    const bench = new WhaleBench().depth(standing(BIG)).depth(standing(30)).wait(3_000);
    expect(bench.pool('died')).toEqual([]);
    bench.depth(standing(29.99999)).wait(3_000);
    expect(bench.pool('died')).toMatchObject([{ price: PRICE, quantity: 29.99999 }]);
  });

  test('C2.8: exactly 70 % lives whatever decimals it is written in', () => {
    fc.assert(fc.property(fc.integer({ min: 4_000, max: 900_000 }), fc.constantFrom(0.1, 0.01, 0.001), (tens, step) => {
      const quantityOf = (units: number): number => Number((units * step).toFixed(3));
      const bench = new WhaleBench().depth(standing(quantityOf(10 * tens))).depth(standing(quantityOf(3 * tens))).wait(2_100);
      expect(bench.pool('died')).toEqual([]);
      bench.depth(standing(quantityOf(3 * tens - 1))).wait(2_100);
      expect(bench.pool('died')).toHaveLength(1);
    }), { numRuns: 30 });
  });

  test('C2.8: a slow bleed dies, because loss is counted from the first quantity', () => {
    const bench = new WhaleBench().depth(standing(BIG));
    for (let quantity = 95; quantity >= 30; quantity -= 5) bench.depth(standing(quantity));
    expect(bench.wait(2_100).pool('died')).toEqual([]);
    expect(bench.depth(standing(29)).wait(2_100).pool('died')).toHaveLength(1);
  });

  test('S2.9: growth changes nothing in what counts as a loss', () => {
    const bench = new WhaleBench().depth(standing(BIG)).depth(standing(1_000)).depth(standing(30)).wait(2_100);
    expect(bench.pool('died')).toEqual([]);
  });

  test('S2.12: it is told at the time of the update that showed it, and the symbol returns to the general pool', () => {
    const bench = new WhaleBench().stand(standing(BIG), 1_000).depth().wait(2_100);
    expect(bench.pool('died')).toMatchObject([{ timeMs: START_MS + 1_100, lifetimeMs: 1_000 }]);
    expect(bench.pool('returned')).toHaveLength(1);
    expect(bench.session.status().pools).toMatchObject({ general: 1, observed: 0, hot: 0 });
  });

  test('S2.12: as long as one level stands its symbol does not return', () => {
    const bench = new WhaleBench().stand({ ...standing(BIG), '100.07': BIG }, 500).stand({ '100.07': BIG }, 3_000);
    expect([bench.pool('died').length, bench.pool('returned').length]).toEqual([1, 0]);
  });

  test('a level that the prices have moved away from is out of sight, not dead', () => {
    const bench = new WhaleBench().stand(standing(BIG), 500).stand({}, 3_000, 101);
    expect(bench.pool('died')).toEqual([]);
    bench.stand(standing(BIG), 300);
    expect([bench.pool('died').length, bench.pool('born').length]).toEqual([0, 1]);
  });

  test('one out of sight for too long is given up, with an unknown fate', () => {
    const bench = new WhaleBench({ maxUnseenMs: 5_000 }).stand(standing(BIG), 500).stand({}, 8_000, 101);
    expect(bench.pool('died')).toMatchObject([{ fate: 'unknown' }]);
  });

  test('a side with fewer levels than are shown is known whole', () => {
    const bench = new WhaleBench().depth(standing(BIG));
    const { bids, asks } = plainBook();
    bench.nowMs += 100;
    bench.accept(depthFrame({ kind: 'depth', symbolId: 0, timeMs: bench.nowMs, lastUpdateId: 10_000, bids: bids.slice(0, 2), asks }), clock(bench.nowMs)).wait(2_100);
    expect(bench.pool('died')).toHaveLength(1);
  });
});

describe('resurrection', () => {
  test('S2.13: a level that was gone and is seen again is another one, with a new hash', () => {
    const bench = new WhaleBench().stand(standing(BIG), 500).depth().depth(standing(BIG));
    const [first, second] = bench.pool('born');
    expect([first?.incarnation, second?.incarnation]).toEqual([1, 2]);
    expect(second?.orderHash).not.toBe(first?.orderHash);
    expect(bench.session.status().counts.resurrections).toBe(1);
  });

  test('S2.13: what is left of a dead level is not born again, large as it is, before it grows', () => {
    const bench = new WhaleBench().stand(standing(1_000), 500).stand(standing(290), 1_000);
    expect(bench.pool('born')).toHaveLength(1);
    expect(bench.depth(standing(289)).depth(standing(290)).pool('born').at(-1)).toMatchObject({ incarnation: 2, quantity: 290 });
  });

  test('one that never died keeps its hash', () => {
    const bench = new WhaleBench().stand(standing(BIG), 500).stand(standing(40), 500).stand(standing(BIG), 500);
    expect(bench.pool('born')).toHaveLength(1);
  });
});

describe('promotion', () => {
  test('S2.11: hot when older than 60 seconds, not at 60', () => {
    const bench = new WhaleBench().stand(standing(BIG), 60_100);
    expect(bench.nowMs - (bench.pool('born')[0]?.timeMs ?? 0)).toBe(60_000);
    expect(bench.pool('promoted')).toEqual([]);
    bench.depth(standing(BIG));
    expect(bench.pool('promoted')).toMatchObject([{ timeMs: START_MS + 60_200, lifetimeMs: 60_100 }]);
    expect(bench.session.status().pools).toMatchObject({ general: 0, observed: 0, hot: 1, hotLevels: 1 });
  });

  test('S2.11: one that died before a minute never becomes hot', () => {
    expect(new WhaleBench().stand(standing(BIG), 59_000).stand({}, 5_000).pool('promoted')).toEqual([]);
  });

  test('an age that nobody watched does not promote', () => {
    const bench = new WhaleBench().stand(standing(BIG), 1_000).gap('depth').wait(70_000);
    expect(bench.pool('promoted')).toEqual([]);
    bench.stand(standing(BIG), 200);
    expect(bench.pool('promoted')).toHaveLength(1);
    expect(bench.session.hotOrders()[0]?.blind_seconds).toBeCloseTo(70.1, 6);
  });
});

describe('blind windows', () => {
  test('a level that stands after one lives on with its hash', () => {
    const bench = new WhaleBench().stand(standing(BIG), 1_000).gap('depth', 'diff', 'trade').wait(20_000).stand(standing(80), 1_000);
    expect([bench.pool('born').length, bench.pool('died').length]).toEqual([1, 0]);
  });

  test('a level that is gone after one died with an unknown fate', () => {
    const bench = new WhaleBench().stand(standing(BIG), 1_000).gap('depth', 'diff', 'trade').wait(20_000).stand({}, 3_000);
    expect(bench.pool('died')).toMatchObject([{ fate: 'unknown' }]);
  });
});

test('a delisted symbol ends with its levels', () => {
  const bench = new WhaleBench({}, [SYMBOL, 'BBBUSDT']).stand(standing(BIG), 1_000);
  bench.accept(universe([instrument('BBBUSDT', 1)], bench.nowMs));
  expect(bench.pool('died')).toMatchObject([{ symbol: SYMBOL, fate: 'unknown' }]);
  expect(bench.of('subscriptions').at(-1)?.swept).toEqual(['BBBUSDT']);
});

test('a symbol that falls out of the sweep stays until its last level is gone', () => {
  const bench = new WhaleBench({ topCoinsLimit: 1, rankMargin: 0 }).stand(standing(BIG), 1_000);
  bench.accept(universe([instrument(SYMBOL, 1), instrument('BBBUSDT', 2)], bench.nowMs));
  expect(bench.of('subscriptions').at(-1)?.swept).toEqual(['BBBUSDT', SYMBOL]);
  bench.stand({}, 4_000);
  expect(bench.of('subscriptions').at(-1)?.swept).toEqual(['BBBUSDT']);
});
