import * as area from './wire-area';

/** Bound once: where modules are not bundled, each use of an import is a call. */
const { VIEW } = area;

const WORD = 8;
const HALF = 4;

/**
 * Texts that are compared exactly, several bytes at once. Eight ASCII bytes taken as a double are never NaN (that has a byte of 0xf0 or
 * more) and never zero, so equal doubles are equal bytes; wire bytes that happen to be NaN equal nothing, which is right as well.
 * A text of 8 bytes or more is its whole words and the last 8 bytes, which may overlap; one of 4 to 7 its first and last 4 bytes; a shorter
 * one 4 bytes under a mask. Each text is known by its number, from 0 on.
 */
export class ExactTexts {
  private count = 0;
  private lengths = new Int32Array(16);
  private firstWord = new Int32Array(16);
  private heads = new Int32Array(16);
  /** The last 4 bytes, or the mask of a text that is shorter. */
  private tails = new Int32Array(16);
  private words = new Float64Array(64);
  private wordCount = 0;

  /** Printable ASCII only. Returns the text's number. */
  add(text: string): number {
    if (!/^[\x20-\x7e]+$/.test(text)) throw new RangeError(`text is ${JSON.stringify(text.slice(0, 60))}: expected printable ASCII`);
    const bytes = Buffer.from(text.padEnd(WORD), 'latin1');
    const { length } = text;
    const id = this.count;
    this.reserve(id + 1, this.wordCount + Math.ceil(length / WORD));
    this.count += 1;
    this.lengths[id] = length;
    this.firstWord[id] = this.wordCount;
    const mask = length < HALF ? 2 ** (8 * length) - 1 : -1;
    this.heads[id] = bytes.readInt32LE(0) & mask;
    this.tails[id] = length < HALF ? mask : bytes.readInt32LE(length - HALF);
    for (let at = 0; length >= WORD && at < length; at += WORD) {
      this.words[this.wordCount] = bytes.readDoubleLE(Math.min(at, length - WORD));
      this.wordCount += 1;
    }
    return id;
  }

  lengthOf(id: number): number {
    return this.lengths[id] ?? 0;
  }

  /** Does exactly this text stand there? */
  standsAt(start: number, id: number): boolean {
    const length = this.lengths[id] ?? 0;
    if (length < WORD) return this.shortStandsAt(start, id, length);
    const { words } = this;
    const last = start + length - WORD;
    let word = this.firstWord[id] ?? 0;
    for (let at = start; at < last; at += WORD) {
      if (VIEW.getFloat64(at, true) !== words[word]) return false;
      word += 1;
    }
    return VIEW.getFloat64(last, true) === words[word];
  }

  private shortStandsAt(start: number, id: number, length: number): boolean {
    const head = VIEW.getInt32(start, true);
    const tail = this.tails[id] ?? 0;
    if (length < HALF) return (head & tail) === this.heads[id];
    return head === this.heads[id] && VIEW.getInt32(start + length - HALF, true) === tail;
  }

  private reserve(texts: number, words: number): void {
    if (texts > this.lengths.length) {
      this.lengths = doubled(this.lengths);
      this.firstWord = doubled(this.firstWord);
      this.heads = doubled(this.heads);
      this.tails = doubled(this.tails);
    }
    while (words > this.words.length) {
      const wider = new Float64Array(2 * this.words.length);
      wider.set(this.words);
      this.words = wider;
    }
  }
}

const doubled = (from: Int32Array): Int32Array<ArrayBuffer> => {
  const to = new Int32Array(2 * from.length);
  to.set(from);
  return to;
};
