import fc from 'fast-check';
import { fullJitterDelayMs } from '../../../core/retry/full-jitter';

const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('full-jitter back-off', () => {
  test('A1: a delay lies in [0, min(cap, base * 2^attempt)) for every attempt and every random number', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 5_000 }), unit, fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 2_000, max: 60_000 }),
      (attempt, random, baseMs, capMs) => {
        const delay = fullJitterDelayMs(attempt, () => random, { baseMs, capMs });
        return Number.isInteger(delay) && delay >= 0 && delay <= Math.min(capMs, baseMs * 2 ** attempt);
      }));
  });

  test('A1: the bound doubles from 500 ms and stays at 30 s', () => {
    const almostOne = (): number => 1 - Number.EPSILON;
    const bounds = [0, 1, 2, 3, 4, 5, 6, 7, 60].map((attempt) => fullJitterDelayMs(attempt, almostOne) + 1);
    expect(bounds).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  test('A1: jitter reaches the whole range, so clients of one outage do not come back together', () => {
    expect(fullJitterDelayMs(3, () => 0)).toBe(0);
    expect(fullJitterDelayMs(3, () => 0.5)).toBe(2_000);
  });
});
