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
 * The symbols of a table by their bytes on the wire, closing quote included. Follows the table when that has grown, and never makes it
 * grow: what the wire says is not ours to keep.
 */
export class SymbolIndex {
  /** The symbol last found by `find`. */
  found: SymbolId = 0;
  private readonly texts = new ExactTexts();
  /** Symbol ids by text number, and text numbers by symbol id. */
  private readonly ids: number[] = [];
  private slots = new Int32Array(1024).fill(NO_ENTRY);
  private followed = 0;

  constructor(private readonly symbols: SymbolTable, private readonly isWanted: (symbol: string) => boolean) {}

  /** Takes over the symbols that the table was given since. */
  follow(): void {
    for (; this.followed < this.symbols.size; this.followed += 1) {
      const name = this.symbols.nameOf(this.followed);
      if (this.isWanted(name)) this.add(name, this.followed);
    }
  }

  /** Position behind the symbol and its closing quote, and the symbol in `found`; `REFUSED` for one that is not in the table. */
  find(start: number): number {
    const { texts, slots } = this;
    const mask = slots.length - 1;
    for (let slot = hashToQuote(start) & mask; ; slot = (slot + 1) & mask) {
      const text = slots[slot] ?? NO_ENTRY;
      if (text === NO_ENTRY) return REFUSED;
      if (!texts.standsAt(start, text)) continue;
      this.found = this.ids[text] ?? 0;
      this.foundText = text;
      return start + texts.lengthOf(text);
    }
  }

  /** As `find`, where only the symbol that was found last will do. */
  same(start: number): number {
    return this.texts.standsAt(start, this.foundText) ? start + this.texts.lengthOf(this.foundText) : REFUSED;
  }

  private foundText = 0;

  private add(name: string, id: SymbolId): void {
    const text = this.texts.add(`${name}"`);
    this.ids[text] = id;
    if (2 * this.ids.length > this.slots.length) this.spread(2 * this.slots.length);
    else this.place(text);
  }

  private spread(size: number): void {
    this.slots = new Int32Array(size).fill(NO_ENTRY);
    for (let text = 0; text < this.ids.length; text += 1) this.place(text);
  }

  private place(text: number): void {
    const mask = this.slots.length - 1;
    let slot = hashOf(this.symbols.nameOf(this.ids[text] ?? 0)) & mask;
    while (this.slots[slot] !== NO_ENTRY) slot = (slot + 1) & mask;
    this.slots[slot] = text;
  }
}

/** Four bytes at a time up to the closing quote; what stands before any other end does not matter, as it is no symbol. */
const hashToQuote = (start: number): number => {
  let hash = 0;
  for (let at = start; ; at += 4) {
    const word = VIEW.getInt32(at, true);
    const marks = (((word ^ 0x22222222) - 0x01010101) | (word - 0x20202020) | word) & 0x80808080;
    if (marks !== 0) return mixed(hash, word & ((marks & -marks) - 1));
    hash = mixed(hash, word);
  }
};

const mixed = (hash: number, word: number): number => {
  const product = imul(hash ^ word, FACTOR);
  return product ^ (product >>> 15);
};

const hashOf = (name: string): number => {
  const bytes = Buffer.from(`${name}"\0\0\0\0`, 'latin1');
  let hash = 0;
  for (let at = 0; ; at += 4) {
    const word = bytes.readInt32LE(at);
    const left = name.length - at;
    if (left < 4) return mixed(hash, word & (2 ** (8 * left + 7) - 1));
    hash = mixed(hash, word);
  }
};
