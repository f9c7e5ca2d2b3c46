import type { SymbolId, SymbolTable } from '../../core/market/symbol-table';
import { ExactTexts } from './exact-text';
import * as area from './wire-area';

/** Bound once: where modules are not bundled, each use of an import is a call. */
const { REFUSED, VIEW } = area;

/** Bound once: a test runner's sandbox looks globals up slowly. */
const { imul } = Math;

const FACTOR = 0x9e3779b1;
const NO_ENTRY = -1;

/**
 * The symbols of a table by their bytes on the wire: as they are, up to a closing quote, and in lower case up to an `@`, as they begin a
 * stream's name. Follows the table when that has grown, and never makes it grow: what the wire says is not ours to keep.
 */
export class SymbolIndex {
  /** The symbol last found. */
  found: SymbolId = 0;
  private readonly names = new SymbolTexts('"');
  private readonly streams = new SymbolTexts('@');
  private followed = 0;

  constructor(private readonly symbols: SymbolTable, private readonly isWanted: (symbol: string) => boolean) {}

  /** Takes over the symbols that the table was given since. */
  follow(): void {
    for (; this.followed < this.symbols.size; this.followed += 1) {
      const name = this.symbols.nameOf(this.followed);
      if (!this.isWanted(name)) continue;
      this.names.add(name, this.followed);
      this.streams.add(name.toLowerCase(), this.followed);
    }
  }

  /** Position behind the symbol and its closing quote, and the symbol in `found`; `REFUSED` for one that is not in the table. */
  find(start: number): number {
    const end = this.names.find(start);
    if (end !== REFUSED) this.found = this.names.found;
    return end;
  }

  /** As `find`, where only the symbol that was found last will do. */
  same(start: number): number {
    return this.names.endOf(start, this.found);
  }

  /** As `find`, for a symbol in lower case and the `@` behind it. */
  findStream(start: number): number {
    const end = this.streams.find(start);
    if (end !== REFUSED) this.found = this.streams.found;
    return end;
  }

  /** As `findStream`, where only the symbol that was found last will do. */
  sameStream(start: number): number {
    return this.streams.endOf(start, this.found);
  }
}

/** Symbols in one spelling, each with the character that ends it: a hash table with open addressing. */
class SymbolTexts {
  found: SymbolId = 0;
  private readonly texts = new ExactTexts();
  /** By text number: the symbol's id and the text without its end. */
  private readonly ids: SymbolId[] = [];
  private readonly spelled: string[] = [];
  /** Text numbers by symbol id; `NO_ENTRY` for a symbol that is not wanted. */
  private readonly numbers: number[] = [];
  private slots = new Int32Array(1024).fill(NO_ENTRY);
  /** The end in all four bytes of a word. */
  private readonly ends: number;

  constructor(private readonly end: string) {
    this.ends = imul(end.charCodeAt(0), 0x01010101);
  }

  add(text: string, id: SymbolId): void {
    const number = this.texts.add(text + this.end);
    this.ids[number] = id;
    this.spelled[number] = text;
    while (this.numbers.length < id) this.numbers.push(NO_ENTRY);
    this.numbers[id] = number;
    if (2 * this.ids.length > this.slots.length) this.spread(2 * this.slots.length);
    else this.place(number);
  }

  find(start: number): number {
    const { texts, slots } = this;
    const mask = slots.length - 1;
    for (let slot = hashToEnd(start, this.ends) & mask; ; slot = (slot + 1) & mask) {
      const number = slots[slot] ?? NO_ENTRY;
      if (number === NO_ENTRY) return REFUSED;
      if (!texts.standsAt(start, number)) continue;
      this.found = this.ids[number] ?? 0;
      return start + texts.lengthOf(number);
    }
  }

  /** Position behind the symbol of this id and its end; `REFUSED` where it does not stand there. */
  endOf(start: number, id: SymbolId): number {
    const number = this.numbers[id] ?? NO_ENTRY;
    return number !== NO_ENTRY && this.texts.standsAt(start, number) ? start + this.texts.lengthOf(number) : REFUSED;
  }

  private spread(size: number): void {
    this.slots = new Int32Array(size).fill(NO_ENTRY);
    for (let number = 0; number < this.ids.length; number += 1) this.place(number);
  }

  private place(number: number): void {
    const mask = this.slots.length - 1;
    let slot = hashOf(this.spelled[number] ?? '', this.end) & mask;
    while (this.slots[slot] !== NO_ENTRY) slot = (slot + 1) & mask;
    this.slots[slot] = number;
  }
}

/** Four bytes at a time up to the end; what stands before any other end does not matter, as it is no symbol. */
const hashToEnd = (start: number, ends: number): number => {
  let hash = 0;
  for (let at = start; ; at += 4) {
    const word = VIEW.getInt32(at, true);
    const marks = (((word ^ ends) - 0x01010101) | (word - 0x20202020) | word) & 0x80808080;
    if (marks !== 0) return mixed(hash, word & ((marks & -marks) - 1));
    hash = mixed(hash, word);
  }
};

const mixed = (hash: number, word: number): number => {
  const product = imul(hash ^ word, FACTOR);
  return product ^ (product >>> 15);
};

const hashOf = (text: string, end: string): number => {
  const bytes = Buffer.from(`${text}${end}\0\0\0\0`, 'latin1');
  let hash = 0;
  for (let at = 0; ; at += 4) {
    const word = bytes.readInt32LE(at);
    const left = text.length - at;
    if (left < 4) return mixed(hash, word & (2 ** (8 * left + 7) - 1));
    hash = mixed(hash, word);
  }
};
