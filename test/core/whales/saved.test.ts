import fc from 'fast-check';
import type { SavedWhales } from '../../../core/whales/saved';
import { DEFAULT_WHALES } from '../../../core/whales/settings';
import { WhaleSession } from '../../../core/whales/whale-session';
import { SYMBOL, WhaleBench } from '../../support/whale-bench';

const PRICE = 99.95;
const HUGE = { [PRICE]: 5_000 };
const EASY = {
  hotPoolLifetimeSeconds: 1, farDistanceShare: 1, stormVolatility: 1,
  blend: { conservative: 0, aggressive: 0, hybrid: 0, time_focused: 0, size_focused: 1, context_adjusted: 0 },
};

describe('a session that goes on where another stopped (S2.31)', () => {
  test('ages and hashes are intact, and nothing is born twice', () => {
    const before = new WhaleBench(EASY).stand(HUGE, 5_000);
    const after = before.restarted();
    const [was, is] = [before.session.hotOrders()[0], after.session.hotOrders()[0]];
    expect(is).toMatchObject({ order_hash: was?.order_hash, first_seen_ms: was?.first_seen_ms, lifetime_seconds: was?.lifetime_seconds });
    after.stand(HUGE, 2_000);
    expect([after.pool('born').length, after.session.hotOrders()[0]?.lifetime_seconds]).toEqual([0, (was?.lifetime_seconds ?? 0) + 2]);
  });

  test('the time that it did not run counts as blind', () => {
    const after = new WhaleBench(EASY).stand(HUGE, 5_000).restarted();
    after.nowMs += 60_000;
    expect(after.stand(HUGE, 1_000).session.hotOrders()[0]?.blind_seconds).toBeCloseTo(60.1, 6);
  });

  test('a level that went meanwhile died with an unknown fate', () => {
    const after = new WhaleBench(EASY).stand(HUGE, 5_000).restarted().stand({}, 3_000);
    expect(after.removed()).toMatchObject([{ fate: { kind: 'unknown' } }]);
  });

  test('an opportunity that was made is not made again', () => {
    const before = new WhaleBench(EASY).stand(HUGE, 60_000);
    expect(before.of('opportunity')).toHaveLength(1);
    expect(before.restarted().stand(HUGE, 60_000).of('opportunity')).toEqual([]);
  });

  test('a cool-down goes on', () => {
    const before = new WhaleBench(EASY).stand(HUGE, 60_000).stand({}, 3_000);
    expect(before.restarted().stand(HUGE, 60_000).of('opportunity')).toEqual([]);
  });

  test('a level that died before is another one when it comes back', () => {
    const after = new WhaleBench(EASY).stand(HUGE, 5_000).stand({}, 3_000).restarted().stand(HUGE, 500);
    expect(after.pool('born')).toMatchObject([{ incarnation: 2 }]);
  });

  test('statistics go on', () => {
    const walk = (bench: WhaleBench): WhaleBench => bench.stand(HUGE, 3_000).stand(HUGE, 300, 100.2).stand({}, 300, 100.2);
    const before = walk(new WhaleBench(EASY));
    expect(before.session.saved().grader.spoof.length).toBeGreaterThan(0);
    expect(before.restarted().session.saved().grader).toEqual(before.session.saved().grader);
  });

  test('what is saved is plain JSON, and does not change with the session', () => {
    const bench = new WhaleBench(EASY).stand(HUGE, 5_000);
    const saved = bench.session.saved();
    const text = JSON.stringify(saved);
    bench.stand({ [PRICE]: 2_000 }, 5_000);
    expect(JSON.stringify(saved)).toBe(text);
    expect(JSON.parse(text)).toEqual(saved);
  });

  test('a save of another version is refused', () => {
    const session = new WhaleSession(DEFAULT_WHALES, { venue: 'binance', market: 'live' });
    expect(() => { session.restore({ schema: 'whale-pools.v0' } as unknown as SavedWhales); }).toThrow('schema of the saved pools is whale-pools.v0: expected whale-pools.v1');
    expect(() => { session.restore(null as unknown as SavedWhales); }).toThrow('expected whale-pools.v1');
  });

  /** What stands at three prices, 100 ms each: missing, some, or enough to be large. */
  const step = fc.record({
    '99.95': fc.constantFrom(0, 10, 60, 200, 1_000), '99.9': fc.constantFrom(10, 10, 90, 400), '100.05': fc.constantFrom(0, 10, 300),
  });
  const hashesOf = (benches: readonly WhaleBench[]): string[] => benches.flatMap((bench) => bench.pool('born').map(({ orderHash, timeMs }) => `${orderHash} ${timeMs}`));

  test('stopped and restored at any moment it gives the same hashes as one that ran through', () => {
    fc.assert(fc.property(fc.array(fc.tuple(step, fc.integer({ min: 1, max: 8 })), { minLength: 2, maxLength: 25 }), fc.nat(), (steps, at) => {
      const run = (bench: WhaleBench, part: typeof steps): WhaleBench => part.reduce((on, [walls, times]) => on.stand(walls, 100 * times), bench);
      const cut = at % steps.length;
      const through = run(new WhaleBench(EASY), steps);
      const before = run(new WhaleBench(EASY), steps.slice(0, cut));
      const after = run(before.restarted(), steps.slice(cut));
      expect(hashesOf([before, after])).toEqual(hashesOf([through]));
      expect(after.session.hotOrders().map(({ order_hash }) => order_hash).sort()).toEqual(through.session.hotOrders().map(({ order_hash }) => order_hash).sort());
      const keys = [before, after].flatMap((bench) => bench.of('opportunity').map(({ opportunity }) => opportunity.dedupe_key));
      expect(new Set(keys).size).toBe(keys.length);
    }), { numRuns: 100 });
  });

  test('the symbols that were swept stay swept until the next universe', () => {
    const after = new WhaleBench(EASY).stand(HUGE, 5_000).restarted().stand(HUGE, 2_000);
    expect(after.of('subscriptions').at(-1)).toMatchObject({ swept: [SYMBOL], books: [SYMBOL] });
  });
});
