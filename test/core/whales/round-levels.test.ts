import fc from 'fast-check';
import { roundLevelOf } from '../../../core/whales/round-levels';

describe('round levels', () => {
  test('C2.13: 65,500 is itself round, 65,420.50 lies .12 % from it', () => {
    expect(roundLevelOf(65_500)).toEqual({ distance: 0, offset: 0, isPsycho: true });
    expect(roundLevelOf(65_420.5).distance).toBeCloseTo(79.5 / 65_420.5, 12);
  });

  test('C2.14: a multiple of 5 * 10^(floor(log10 p) - 2) is psychological', () => {
    expect([65_500, 1_000, 995, 0.1, 0.105, 0.0000125, 100_000, 99_500].map((price) => roundLevelOf(price).isPsycho)).toEqual([true, true, true, true, true, true, true, true]);
    expect([65_400, 1_010, 996, 0.1001, 0.00001234].map((price) => roundLevelOf(price).isPsycho)).toEqual([false, false, false, false, false]);
  });

  test('midway between two the offset is 1', () => {
    expect(roundLevelOf(65_250).offset).toBeCloseTo(1, 9);
  });

  test('offset and distance stay in their ranges at any scale', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: -9, max: 5 }), (digits, exponent) => {
      const { distance, offset, isPsycho } = roundLevelOf(Number(`${digits}e${exponent}`));
      expect(offset >= 0 && offset <= 1).toBe(true);
      expect(distance >= 0 && distance <= 0.025).toBe(true);
      expect(isPsycho).toBe(distance === 0);
    }));
  });

  test('a price must be above 0', () => {
    expect(() => roundLevelOf(0)).toThrow('price is 0: expected a number above 0');
  });
});
