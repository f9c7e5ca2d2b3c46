import fc from 'fast-check';
import { DEFAULT_WHALES } from '../../../core/whales/settings';
import { Turns, workerCounts } from '../../../core/whales/workers';

describe('workers', () => {
  test('S2.4, S2.8, S2.14: 5 primary, 1 to 3 observers, 1 to 8 hot', () => {
    expect(workerCounts(0, 0, DEFAULT_WHALES)).toEqual({ primary: 5, observer: 1, hot: 1 });
    expect(workerCounts(51, 26, DEFAULT_WHALES)).toEqual({ primary: 5, observer: 2, hot: 2 });
    expect(workerCounts(10_000, 10_000, DEFAULT_WHALES)).toEqual({ primary: 5, observer: 3, hot: 8 });
  });

  test('S2.14: each part has its turn once in an interval, never two intervals apart', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(1_000_000), (parts, startMs) => {
      const turns = new Turns(500);
      turns.due(parts, startMs);
      const counts = Array<number>(parts).fill(0);
      for (let nowMs = startMs + 100; nowMs <= startMs + 5_000; nowMs += 100) for (const part of turns.due(parts, nowMs)) counts[part] = (counts[part] ?? 0) + 1;
      expect(counts.every((count) => count === 10)).toBe(true);
    }));
  });

  test('the work is spread: no two of five parts at the same tick', () => {
    const turns = new Turns(500);
    turns.due(5, 0);
    for (let nowMs = 100; nowMs <= 2_000; nowMs += 100) expect(turns.due(5, nowMs).size).toBe(1);
  });
});
