import fc from 'fast-check';
import { Float64Ring } from '../../../core/indicators/ring';

const operation = fc.oneof(
  fc.record({ name: fc.constant('push' as const), value: fc.integer() }),
  fc.record({ name: fc.constantFrom('shift' as const, 'pop' as const, 'clear' as const), value: fc.constant(0) }),
);

describe('Float64Ring', () => {
  it('behaves as an array that drops its oldest value when full', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 6 }), fc.array(operation, { maxLength: 100 }), (capacity, operations) => {
      const ring = new Float64Ring(capacity);
      const model: number[] = [];
      for (const { name, value } of operations) {
        if (name === 'push') {
          expect(ring.push(value)).toBe(model.length === capacity ? model.shift() : undefined);
          model.push(value);
        } else if (name === 'clear') {
          ring.clear();
          model.length = 0;
        } else {
          expect(ring[name]()).toBe(model[name]());
        }
        expect(ring.size).toBe(model.length);
        expect([ring.first(), ring.last()]).toStrictEqual([model[0], model.at(-1)]);
        expect(Array.from({ length: capacity + 1 }, (_, index) => ring.at(index))).toStrictEqual(
          Array.from({ length: capacity + 1 }, (_, index) => model[index]));
      }
    }));
  });

  it('has nothing before its oldest value', () => {
    const ring = new Float64Ring(2);
    ring.push(1);
    expect(ring.at(-1)).toBeUndefined();
  });
});
