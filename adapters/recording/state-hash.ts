import { createHash } from 'node:crypto';
import { isDate, isMap, isSet } from 'node:util/types';

const FIRST_BYTES = 64 * 1024;
const NAN_BITS = 0x7ff8000000000000n;

const TAG = { undefined: 0, null: 1, false: 2, true: 3, number: 4, bigint: 5, string: 6, array: 7, object: 8, map: 9, set: 10, bytes: 11, date: 12 } as const;

/** Values one after the other in a buffer that grows. */
class CanonicalBytes {
  private bytes = Buffer.allocUnsafe(FIRST_BYTES);
  private length = 0;

  tag(tag: number, count = 0): void {
    this.reserve(5);
    this.bytes[this.length] = tag;
    this.bytes.writeUInt32LE(count, this.length + 1);
    this.length += 5;
  }

  number(value: number): void {
    this.reserve(8);
    if (Number.isNaN(value)) this.bytes.writeBigUInt64LE(NAN_BITS, this.length);
    else this.bytes.writeDoubleLE(value, this.length);
    this.length += 8;
  }

  text(text: string): void {
    this.reserve(2 * text.length);
    this.length += this.bytes.write(text, this.length, 'utf16le');
  }

  copy(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  filled(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const wider = Buffer.allocUnsafe(2 * (this.length + count));
    this.bytes.copy(wider, 0, 0, this.length);
    this.bytes = wider;
  }
}

const addAll = (out: CanonicalBytes, tag: number, values: readonly unknown[]): void => {
  out.tag(tag, values.length);
  for (const value of values) addValue(out, value);
};

const addText = (out: CanonicalBytes, tag: number, text: string): void => {
  out.tag(tag, text.length);
  out.text(text);
};

const addObject = (out: CanonicalBytes, value: object): void => {
  if (Array.isArray(value)) return addAll(out, TAG.array, value);
  if (isMap(value)) return addAll(out, TAG.map, [...value].flat(1));
  if (isSet(value)) return addAll(out, TAG.set, [...value]);
  if (ArrayBuffer.isView(value)) {
    addText(out, TAG.bytes, value.constructor.name);
    out.tag(TAG.bytes, value.byteLength);
    return out.copy(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  }
  if (isDate(value)) return addAll(out, TAG.date, [value.getTime()]);
  addAll(out, TAG.object, Object.entries(value).sort(byKey).flat(1));
};

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

const addValue = (out: CanonicalBytes, value: unknown): void => {
  switch (typeof value) {
    case 'number': out.tag(TAG.number); return out.number(value);
    case 'string': return addText(out, TAG.string, value);
    case 'undefined': return out.tag(TAG.undefined);
    case 'boolean': return out.tag(value ? TAG.true : TAG.false);
    case 'bigint': return addText(out, TAG.bigint, String(value));
    case 'object': return value === null ? out.tag(TAG.null) : addObject(out, value);
    case 'function':
    case 'symbol': throw new TypeError(`a state holds a ${typeof value}: expected plain data`);
  }
};

/**
 * SHA-256 of a state's values, in hex: equal states give equal hashes. Not of `v8.serialize`'s bytes, which tell how the engine happens
 * to hold a number (5 written as such and 5 computed as 2.5 × 2 differ), so that the same state would differ from run to run.
 * Numbers count by their bits, with one NaN; the order of a Map or Set counts, the order of an object's keys does not.
 * @throws TypeError for functions and symbols.
 */
export const stateHash = (state: unknown): string => {
  const out = new CanonicalBytes();
  addValue(out, state);
  return createHash('sha256').update(out.filled()).digest('hex');
};
