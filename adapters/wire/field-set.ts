import { ExactTexts } from './exact-text';
import * as area from './wire-area';

/** Bound once: where modules are not bundled, each use of an import is a call. */
const { VIEW } = area;

/** Bound once: a test runner's sandbox looks globals up slowly. */
const { imul } = Math;

const SLOTS = 256;
const NO_ENTRY = -1;
/** Keys are told apart by so many of their first bytes, `":` included. */
const HASHED_BYTES = 8;

/** The keys that an object of strings may have, in any order; each known by its index. */
export class FieldSet {
  private readonly texts = new ExactTexts();
  private readonly slots = new Int16Array(SLOTS).fill(NO_ENTRY);

  constructor(keys: readonly string[]) {
    for (const [index, key] of keys.entries()) {
      if (key.length + 3 < HASHED_BYTES) throw new RangeError(`key is "${key}": expected at least ${HASHED_BYTES - 3} characters`);
      this.texts.add(`${key}":"`);
      const bytes = Buffer.from(`${key}":"`, 'latin1');
      let slot = hash(bytes.readInt32LE(0), bytes.readInt32LE(4));
      while (this.slots[slot] !== NO_ENTRY) slot = (slot + 1) % SLOTS;
      this.slots[slot] = index;
    }
  }

  /** The key that begins here, behind its opening quote, or -1. */
  keyAt(at: number): number {
    let slot = hash(VIEW.getInt32(at, true), VIEW.getInt32(at + 4, true));
    for (;;) {
      const key = this.slots[slot] ?? NO_ENTRY;
      if (key === NO_ENTRY || this.texts.standsAt(at, key)) return key;
      slot = (slot + 1) % SLOTS;
    }
  }

  /** Bytes from a key's first to its value's first: the closing quote, the colon and the opening quote included. */
  lengthOf(key: number): number {
    return this.texts.lengthOf(key);
  }
}

const hash = (first: number, second: number): number => (imul(first, 0x9e3779b1) ^ imul(second, 0x85ebca6b)) >>> 24;
