import { FieldSet } from './field-set';
import type { FieldPatterns } from './pattern';
import * as readers from './read-values';
import type { SymbolIndex } from './symbol-index';
import * as area from './wire-area';
import type { WireColumns } from './wire-columns';

/** Bound once: where modules are not bundled, each use of an import is a call. */
const { BYTES, REFUSED, VIEW } = area;
const { readDecimal, skipText } = readers;

const QUOTE = 0x22;
/** `","`, `":"` and `"}` as the low bytes of a little-endian word. */
const NEXT = 0x222c22;
const VALUE = 0x223a22;
const END = 0x7d22;

const SYMBOL = 0;
const POSITIVE = 1;

/** Reads an object of strings whose keys come in any order and number. Keys that are not wanted are passed over, "" is no value. */
export class FieldReader {
  private readonly keys: FieldSet;
  private readonly takes: Uint8Array;
  private readonly columns: Uint8Array;
  /** Bits of the keys without which the object is refused. */
  private readonly required: number;

  constructor(patterns: FieldPatterns, private readonly symbols: SymbolIndex, private readonly isSymbolKnown: boolean, private readonly out: WireColumns) {
    const wanted = Object.values(patterns);
    this.keys = new FieldSet(Object.keys(patterns));
    this.takes = Uint8Array.from(wanted, (each) => (each.take === 'symbol' ? SYMBOL : each.isZeroAllowed ? 2 : POSITIVE));
    this.columns = Uint8Array.from(wanted, (each) => (each.take === 'symbol' ? 0 : each.column));
    this.required = wanted.reduce((bits, each, index) => bits | (each.take === 'symbol' ? 1 << index : 0), 0);
  }

  /** From behind the first key's opening quote to behind the closing brace. */
  read(start: number): number {
    let at = start;
    let seen = 0;
    for (;;) {
      const key = this.keys.keyAt(at);
      if (key < 0) {
        at = this.skipField(at);
      } else {
        if ((seen & (1 << key)) !== 0) return REFUSED;
        seen |= 1 << key;
        at = this.readValue(at + this.keys.lengthOf(key), key);
      }
      const word = VIEW.getInt32(at, true);
      if ((word & 0xffffff) !== NEXT) return (word & 0xffff) === END && (seen & this.required) === this.required ? at + 2 : REFUSED;
      at += 3;
    }
  }

  private readValue(at: number, key: number): number {
    const take = this.takes[key] ?? 0;
    if (take === SYMBOL) {
      const end = this.isSymbolKnown ? this.symbols.same(at) : this.symbols.find(at);
      return end === REFUSED ? REFUSED : end - 1;
    }
    if (BYTES[at] === QUOTE) return at;
    const column = this.columns[key] ?? 0;
    this.out.present |= 1 << column;
    return readDecimal(at, take === POSITIVE ? 1 : 0, this.out.numbers, column);
  }

  private skipField(at: number): number {
    const end = skipText(at);
    return (VIEW.getInt32(end, true) & 0xffffff) === VALUE ? skipText(end + 3) : REFUSED;
  }
}
