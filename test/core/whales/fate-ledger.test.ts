import fc from 'fast-check';
import { FateLedger, openLedger } from '../../../core/whales/fate-ledger';

const RECONCILE_MS = 1_000;
const opened = (quantity: number): FateLedger => new FateLedger(openLedger(quantity), RECONCILE_MS);

/** In whole units, where addition is exact. */
const isBalanced = (ledger: FateLedger, unitsPerOne: number): boolean => {
  const { first, added, filled, pulled, rest } = ledger.quantities;
  const units = (quantity: number): number => Math.round(quantity * unitsPerOne);
  return units(first) + units(added) === units(filled) + units(pulled) + units(rest);
};

describe('the account of a level', () => {
  test('a decrease with a trade was filled, whichever came first', () => {
    const tradeFirst = opened(10);
    tradeFirst.trade(4, 0);
    tradeFirst.observe(6, 50, true);
    const changeFirst = opened(10);
    changeFirst.observe(6, 50, true);
    changeFirst.trade(4, 900);
    for (const ledger of [tradeFirst, changeFirst]) expect(ledger.quantities).toEqual({ first: 10, added: 0, filled: 4, pulled: 0, rest: 6 });
    expect(tradeFirst.kind).toBe('filled');
  });

  test('a decrease without a trade was pulled, and one trade explains no more than its quantity', () => {
    const ledger = opened(10);
    ledger.observe(3, 0, true);
    ledger.trade(2, 10);
    expect(ledger.quantities).toEqual({ first: 10, added: 0, filled: 2, pulled: 5, rest: 3 });
    expect(ledger.kind).toBe('pulled');
  });

  test('a trade that took nothing away was refilled: added and filled', () => {
    const ledger = opened(10);
    ledger.trade(4, 0);
    ledger.settleUpTo(1_000);
    expect(ledger.quantities.added).toBe(0);
    ledger.settleUpTo(1_001);
    expect(ledger.quantities).toEqual({ first: 10, added: 4, filled: 4, pulled: 0, rest: 10 });
  });

  test('trade and change further apart than a second have nothing to do with each other', () => {
    const ledger = opened(10);
    ledger.observe(0, 0, true);
    ledger.trade(10, 1_001);
    expect(ledger.quantities.filled).toBe(0);
    const late = opened(10);
    late.observe(0, 0, true);
    late.trade(10, 1_000);
    expect(late.quantities.filled).toBe(10);
  });

  test('an addition is told as added', () => {
    const ledger = opened(10);
    ledger.observe(15, 0, true);
    ledger.observe(0, 100, true);
    expect(ledger.quantities).toEqual({ first: 10, added: 5, filled: 0, pulled: 15, rest: 0 });
  });

  test('what went unseen counts as pulled in the account, and its fate is unknown', () => {
    const ledger = opened(10);
    ledger.observe(2, 0, false);
    expect(ledger.quantities.pulled).toBe(8);
    expect(ledger.kind).toBe('unknown');
  });

  test('where trades are missed, what waits for one will never be explained', () => {
    const ledger = opened(10);
    ledger.observe(2, 0, true);
    ledger.loseSight();
    ledger.trade(8, 10);
    expect(ledger.kind).toBe('unknown');
  });

  test('the churn of small orders does not decide the fate of the large one', () => {
    const ledger = opened(100);
    for (let round = 0; round < 50; round += 1) {
      ledger.observe(90, 10_000 * round, true);
      ledger.observe(100, 10_000 * round + 5_000, true);
    }
    ledger.observe(0, 1_000_000, true);
    ledger.trade(100, 1_000_000);
    expect(ledger.kind).toBe('filled');
  });

  test('the quantity before a level went counts the steps in which it went', () => {
    const ledger = opened(10);
    ledger.observe(5, 0, true);
    ledger.observe(0, 200, true);
    expect(ledger.quantityBefore).toBe(10);
  });

  test('decimals that no double holds add up exactly', () => {
    const ledger = opened(0.3);
    ledger.observe(0.2, 0, true);
    ledger.trade(0.1, 0);
    ledger.observe(0.30000001, 100, true);
    expect(ledger.quantities).toEqual({ first: 0.3, added: 0.10000001, filled: 0.1, pulled: 0, rest: 0.30000001 });
  });

  const step = fc.oneof(
    fc.record({ kind: fc.constant('observe' as const), units: fc.nat(3_000), seen: fc.boolean() }),
    fc.record({ kind: fc.constant('trade' as const), units: fc.integer({ min: 1, max: 900 }), lateMs: fc.nat(1_500) }),
    fc.record({ kind: fc.constant('settle' as const) }),
    fc.record({ kind: fc.constant('blind' as const) }),
  );

  test('first + added = filled + pulled + rest, exactly, at every moment and at every scale', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 3_000 }), fc.constantFrom(1e-8, 1e-5, 0.01, 1, 1_000), fc.array(fc.tuple(step, fc.nat(700)), { maxLength: 60 }), (first, scale, steps) => {
      const data = openLedger(first * scale);
      const ledger = new FateLedger(data, RECONCILE_MS);
      let nowMs = 0;
      for (const [one, afterMs] of steps) {
        nowMs += afterMs;
        if (one.kind === 'observe') ledger.observe(one.units * scale, nowMs, one.seen);
        else if (one.kind === 'trade') ledger.trade(one.units * scale, nowMs - one.lateMs);
        else if (one.kind === 'settle') ledger.settleUpTo(nowMs);
        else ledger.loseSight();
        expect(isBalanced(ledger, data.unitsPerOne)).toBe(true);
        for (const quantity of Object.values(ledger.quantities)) expect(quantity).toBeGreaterThanOrEqual(0);
      }
    }), { numRuns: 300 });
  });
});
