import fc from 'fast-check';
import { snapToTick } from '../../../core/finder/tick';

describe('snapping to the tick', () => {
  test('moves to the next tick in the direction and writes no floating-point dust', () => {
    expect(snapToTick(100.123, 0.05, 'down')).toBe(100.1);
    expect(snapToTick(100.123, 0.05, 'up')).toBe(100.15);
    expect(snapToTick(0.1 + 0.2, 0.1, 'down')).toBe(0.3);
    expect(snapToTick(0.00001234, 0.0000001, 'up')).toBe(0.0000124);
  });

  test('a price on the tick stays, in either direction', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.constantFrom(0.01, 0.05, 0.1, 0.25, 0.5, 1, 5, 0.0001), (ticks, tick) => {
      const price = ticks * tick;
      expect(snapToTick(price, tick, 'down')).toBeCloseTo(price, 9);
      expect(snapToTick(price, tick, 'up')).toBeCloseTo(price, 9);
    }));
  });

  test('an unknown tick leaves the price alone', () => {
    expect(snapToTick(1.23456789, null, 'up')).toBe(1.23456789);
  });
});
