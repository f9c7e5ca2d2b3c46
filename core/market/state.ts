/**
 * All that an object has learned, by field name: plain data for `structuredClone` and `v8.serialize`. It shares the object's typed
 * arrays, so it is to be serialised before the object goes on. Every number stands in a Float64Array, because a serialiser may write
 * one and the same number in two ways: equal objects give equal bytes.
 */
export interface State {
  readonly [field: string]: unknown;
}

/** Fields of these names are what an object was made with, not what it has learned; so are functions. */
const GIVEN: ReadonlySet<string> = new Set(['settings', 'source', 'symbolTable']);

type TypedArray = Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

/** By tag, not by class: data that was cloned into another realm has other classes. */
const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

const isTypedArray = (value: unknown): value is TypedArray => ArrayBuffer.isView(value) && tagOf(value).endsWith('Array');

/** An instance of a class of ours. */
const isHolder = (value: unknown): value is object =>
  tagOf(value) === 'Object' && ![null, Object.prototype].includes(Object.getPrototypeOf(value) as object | null);

/** By name: the order in which a class's fields come to be depends on the compiler. */
const fieldsOf = (holder: object, except: readonly string[]): (readonly [string, unknown])[] =>
  Object.entries(holder).filter(([field, value]) => !GIVEN.has(field) && !except.includes(field) && typeof value !== 'function').sort(([a], [b]) => (a < b ? -1 : 1));

/**
 * The state of an object whose fields hold numbers, text, flags, typed arrays, other such objects, and arrays, maps, sets and plain
 * objects of numbers, text and flags. The class needs no code for it. One that has more to say has its own `state` and `restore`, which are
 * asked then, and leaves to this all fields but `except`.
 */
export const stateOf = (holder: object, except: readonly string[] = []): State =>
  Object.fromEntries(fieldsOf(holder, except).map(([field, value]) => [field, packed(value)]));

/**
 * Puts a state into a freshly made object of the same class and settings, copying everything.
 * @throws RangeError where the state lacks one of the object's fields: it is another version's.
 */
export const restoreState = (holder: object, state: State, except: readonly string[] = []): void => {
  for (const [field, fresh] of fieldsOf(holder, except)) {
    if (!(field in state)) throw new RangeError(`state has no ${field}, expected one of ${holder.constructor.name}`);
    const kept = state[field];
    if (isHolder(fresh)) restoreHolder(fresh, kept as State);
    else Reflect.set(holder, field, isTypedArray(fresh) ? copyInto(fresh, kept as TypedArray) : unpacked(kept));
  }
};

interface OwnState {
  state(): unknown;
  restore(state: unknown): void;
}

const hasOwnState = (holder: object): holder is OwnState => 'state' in holder && typeof holder.state === 'function';

const restoreHolder = (holder: object, kept: State): void => {
  if (hasOwnState(holder)) holder.restore(kept);
  else restoreState(holder, kept);
};

/** The array that was there where it is long enough, as long as the state's otherwise. */
const copyInto = (fresh: TypedArray, kept: TypedArray): TypedArray => {
  const target = fresh.length === kept.length ? fresh : new (fresh.constructor as new (length: number) => TypedArray)(kept.length);
  target.set(kept);
  return target;
};

const packed = (value: unknown): unknown => {
  if (typeof value === 'number') return Float64Array.of(value);
  if (isHolder(value)) return hasOwnState(value) ? value.state() : stateOf(value);
  return mapped(value, packed);
};

const unpacked = (value: unknown): unknown => (isTypedArray(value) ? value[0] : mapped(value, unpacked));

/** A copy of a container with every value in it changed; anything else as it is. */
const mapped = (value: unknown, change: (value: unknown) => unknown): unknown => {
  switch (tagOf(value)) {
    case 'Array': return (value as unknown[]).map((one) => change(one));
    case 'Map': return new Map([...(value as Map<unknown, unknown>)].map(([key, one]) => [key, change(one)]));
    case 'Set': return new Set([...(value as Set<unknown>)]);
    case 'Object': return Object.fromEntries(Object.entries(value as object).map(([field, one]) => [field, change(one)]));
    default: return value;
  }
};
