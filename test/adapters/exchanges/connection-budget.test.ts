import fc from 'fast-check';
import { ConnectionBudget } from '../../../adapters/exchanges/connection-budget';

describe('connection budget of a venue', () => {
  test('A9: never more than the permitted connects in any window, however often one asks', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 400 });
    fc.assert(fc.property(steps, fc.integer({ min: 1, max: 25 }), fc.integer({ min: 1, max: 5_000 }), (waits, connects, windowMs) => {
      const budget = new ConnectionBudget({ connects, windowMs });
      const taken: number[] = [];
      let nowMs = 0;
      for (const wait of waits) {
        nowMs += wait;
        if (budget.take(nowMs)) taken.push(nowMs);
      }
      return taken.every((start) => taken.filter((time) => time >= start && time < start + windowMs).length <= connects);
    }));
  });

  test('A9: the stated wait is exact: refused just before it is over, granted at its end', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 60 }), (waits) => {
      const budget = new ConnectionBudget({ connects: 5, windowMs: 1_000 });
      let nowMs = 0;
      for (const wait of waits) {
        nowMs += wait;
        const waitMs = budget.waitMs(nowMs);
        if (waitMs > 0) {
          expect(budget.take(nowMs + waitMs - 1)).toBe(false);
          nowMs += waitMs;
        }
        expect(budget.take(nowMs)).toBe(true);
      }
    }));
  });

  test('A9: 20 connects in 5 minutes by default', () => {
    const budget = new ConnectionBudget();
    const granted = Array.from({ length: 300 }, (_, second) => budget.take(second * 1_000)).filter(Boolean);
    expect(granted).toHaveLength(20);
    expect(budget.take(300_000)).toBe(true);
  });

  test('A10: a wish of the venue to be left alone blocks every socket and is never shortened', () => {
    const budget = new ConnectionBudget({ connects: 20, windowMs: 1_000 });
    budget.blockUntil(600_000);
    budget.blockUntil(60_000);
    expect(budget.take(599_999)).toBe(false);
    expect(budget.isBlocked(599_999)).toBe(true);
    expect(budget.take(600_000)).toBe(true);
  });
});
