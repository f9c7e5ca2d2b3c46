import fc from 'fast-check';
import { deserialize, serialize } from 'node:v8';
import { stateHash } from '../../../adapters/recording/state-hash';

const plain = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.double(), fc.integer(), fc.string({ unit: 'grapheme' }), fc.boolean(), fc.constant(null), fc.constant(undefined), fc.bigInt(),
    fc.float64Array({ maxLength: 5 }), fc.int32Array({ maxLength: 5 }), fc.uint8Array({ maxLength: 5 }),
    fc.array(tie('value'), { maxLength: 5 }), fc.dictionary(fc.string(), tie('value'), { maxKeys: 5 }),
    fc.array(fc.tuple(fc.string(), tie('value')), { maxLength: 5 }).map((entries) => new Map(entries)),
    fc.array(fc.string(), { maxLength: 5 }).map((values) => new Set(values)),
  ),
})).value;

describe('the hash of a state', () => {
  test('D-1: is the same after the state has been written down and read back', () => {
    fc.assert(fc.property(plain, (state) => { expect(stateHash(deserialize(serialize(state)))).toBe(stateHash(state)); }));
  });

  test('does not depend on how the engine holds a number, as the serialized bytes do', () => {
    const [written, computed] = [{ price: 5 }, { price: 2.5 * Number('2') }];
    expect(serialize(written).equals(serialize(computed))).toBe(false);
    expect(stateHash(written)).toBe(stateHash(computed));
    expect(stateHash([1, 2])).toBe(stateHash(Array.of(0.5 * 2, 2)));
  });

  test('does not depend on the order of keys, and does on that of a Map', () => {
    expect(stateHash({ a: 1, b: 2 })).toBe(stateHash({ b: 2, a: 1 }));
    expect(stateHash(new Map([['a', 1], ['b', 2]]))).not.toBe(stateHash(new Map([['b', 2], ['a', 1]])));
  });

  test.each<[unknown, unknown]>([
    [1, '1'], [0, -0], [null, undefined], [[], {}], [{ a: undefined }, {}], [[1, [2]], [[1, 2]]], ['ab', ['a', 'b']], [new Map(), new Set()],
    [new Float64Array([1]), new Float64Array([1.0000000000000002])], [new Uint8Array(8), new Float64Array(1)], [true, 1], [[NaN], [null]],
    [{ a: 'bc' }, { ab: 'c' }], ['\ud800', '\ud801'], [new Map([['a', new Map([['b', 1]])]]), new Map<string, unknown>([['a', new Map()], ['b', 1]])],
  ])('tells %p from %p', (one, other) => {
    expect(stateHash(one)).not.toBe(stateHash(other));
  });

  test('refuses what is no data', () => {
    expect(() => stateHash({ run: () => 1 })).toThrow('a state holds a function: expected plain data');
    expect(() => stateHash([Symbol('x')])).toThrow('a state holds a symbol: expected plain data');
  });
});
