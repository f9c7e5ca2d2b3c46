import { compileFunction } from 'node:vm';
import { ExactTexts } from './exact-text';
import { FieldReader } from './field-reader';
import type { Step, Take } from './layout';
import { readLevels } from './read-levels';
import { readBoolean, readDecimal, readInteger, readTimeMs, skipBoolean, skipInteger, skipText } from './read-values';
import type { SymbolIndex } from './symbol-index';
import * as area from './wire-area';
import type { WireColumns } from './wire-columns';

/** Bound once: where modules are not bundled, each use of an import is a call. */
const { BYTES, REFUSED, VIEW } = area;

/** Reads from position `at` into the columns from `base` on; gives the position behind what it read, or `REFUSED`. */
export type ReadLayout = (at: number, base: number) => number;

export interface CompiledLayout {
  readonly read: ReadLayout;
  /** Bits of the number columns that every message of this layout fills. */
  readonly present: number;
}

/**
 * A layout as straight code: compare a text, read a value, and so on. Walking its steps in a loop takes 1.3 times as long for a book and
 * 1.5 times for trades. The source is made of the words in this file and of numbers, never of text that came from the wire.
 */
export const compileLayout = (steps: readonly Step[], symbols: SymbolIndex, columns: WireColumns): CompiledLayout => {
  const compiler = new LayoutCompiler(symbols, columns);
  const read = compiler.functionOf(steps);
  return { read, present: compiler.present };
};

const READERS = { VIEW, readBoolean, readDecimal, readInteger, readLevels, readTimeMs, skipBoolean, skipInteger, skipText };

class LayoutCompiler {
  present = 0;
  private isSymbolKnown = false;
  private isInRow = false;
  /** What the code calls by the names h0, h1 … */
  private readonly helpers: unknown[] = [];

  constructor(private readonly symbols: SymbolIndex, private readonly columns: WireColumns) {}

  functionOf(steps: readonly Step[]): ReadLayout {
    const body = steps.map(({ text, value }) => compareText(text) + this.codeOf(value)).join('');
    const names: Record<string, unknown> = { ...READERS, columns: this.columns, symbols: this.symbols };
    for (const [index, helper] of this.helpers.entries()) names[`h${index}`] = helper;
    const make = compileFunction(`return (at, base) => {\n${body}};`, Object.keys(names)) as (...values: unknown[]) => ReadLayout;
    return make(...Object.values(names));
  }

  private codeOf(value: Take): string {
    switch (value.take) {
      case 'symbol': return this.symbolCode();
      case 'decimal': return this.numberCode(value.column, `readDecimal(at, ${value.isZeroAllowed ? 0 : 1}`);
      case 'time': return this.numberCode(value.column, 'readTimeMs(at');
      case 'integer': return this.numberCode(value.column, 'readInteger(at');
      case 'text': return this.spanCode(value.column, 'skipText');
      case 'digits': return this.spanCode(value.column, 'skipInteger');
      case 'boolean': return `at = readBoolean(at, columns.integers, ${this.place(value.column)});\n`;
      case 'stream': return this.streamCode();
      case 'levels': return `at = readLevels(at, ${this.helper(this.columns.listAt(value.list))});\n`;
      case 'choice': return this.choiceCode(value.column, value.texts);
      case 'fields': return `at = ${this.helper(this.fieldReader(value.fields))}.read(at);\n`;
      case 'rows': return `at = ${this.helper(this.rowsReader(value.steps))}(at);\n`;
      case 'skip-text': return 'at = skipText(at);\n';
      case 'skip-integer': return 'at = skipInteger(at);\n';
      case 'skip-boolean': return 'at = skipBoolean(at);\n';
      case 'end': return 'return at;\n';
    }
  }

  private symbolCode(): string {
    const isKnown = this.isSymbolKnown;
    this.isSymbolKnown = true;
    if (isKnown) return 'at = symbols.same(at);\n';
    // The first row's symbol, where nothing before the rows named it, is that of all others.
    return this.isInRow ? `at = base === ${this.columns.rowBase(0)} ? symbols.find(at) : symbols.same(at);\n` : 'at = symbols.find(at);\n';
  }

  private streamCode(): string {
    const isKnown = this.isSymbolKnown;
    this.isSymbolKnown = true;
    return isKnown ? 'at = symbols.sameStream(at);\n' : 'at = symbols.findStream(at);\n';
  }

  private spanCode(column: number, skip: 'skipText' | 'skipInteger'): string {
    return `columns.integers[${this.place(column)}] = at;\nat = ${skip}(at);\ncolumns.integers[${this.place(column + 1)}] = at;\n`;
  }

  private numberCode(column: number, call: string): string {
    if (!this.isInRow) this.present |= 1 << column;
    return `at = ${call}, columns.numbers, ${this.place(column)});\n`;
  }

  private choiceCode(column: number, texts: readonly string[]): string {
    const exact = new ExactTexts();
    const name = this.helper(exact);
    const branches = texts.map((text) => {
      const id = exact.add(JSON.stringify(text));
      return `if (${name}.standsAt(at, ${id})) { columns.integers[${this.place(column)}] = ${id}; at += ${exact.lengthOf(id)}; }`;
    });
    return `${branches.join('\nelse ')}\nelse return ${REFUSED};\n`;
  }

  private fieldReader(fields: Extract<Take, { take: 'fields' }>['fields']): FieldReader {
    const reader = new FieldReader(fields, this.symbols, this.isSymbolKnown, this.columns);
    this.isSymbolKnown = true;
    return reader;
  }

  private rowsReader(steps: readonly Step[]): (at: number) => number {
    const row = new LayoutCompiler(this.symbols, this.columns);
    row.isSymbolKnown = this.isSymbolKnown;
    row.isInRow = true;
    const readRow = row.functionOf(steps);
    this.isSymbolKnown = row.isSymbolKnown;
    const { columns } = this;
    return (at) => readRows(at, readRow, columns);
  }

  private place(column: number): string {
    return this.isInRow ? `base + ${column}` : String(column);
  }

  private helper(helper: unknown): string {
    return `h${this.helpers.push(helper) - 1}`;
  }
}

const COMMA = 0x2c;
const CLOSING_BRACKET = 0x5d;

const readRows = (start: number, readRow: ReadLayout, columns: WireColumns): number => {
  let at = start;
  let row = 0;
  for (; ; at += 1) {
    columns.reserveRows(row + 1);
    at = readRow(at, columns.rowBase(row));
    row += 1;
    if (BYTES[at] !== COMMA) break;
  }
  columns.rowCount = row;
  return BYTES[at] === CLOSING_BRACKET ? at : REFUSED;
};

/** Compares 8 bytes at once, or 4, or fewer under a mask; see `ExactTexts` for why doubles may be compared. */
const compareText = (text: string): string => {
  const { length } = text;
  const bytes = Buffer.from(text.padEnd(8), 'latin1');
  const differences: string[] = [];
  if (length >= 8) {
    for (let at = 0; at < length; at += 8) {
      const offset = Math.min(at, length - 8);
      differences.push(`VIEW.getFloat64(at + ${offset}, true) !== ${bytes.readDoubleLE(offset)}`);
    }
  } else if (length >= 4) {
    for (const offset of new Set([0, length - 4])) differences.push(`VIEW.getInt32(at + ${offset}, true) !== ${bytes.readInt32LE(offset)}`);
  } else if (length > 0) {
    const mask = 2 ** (8 * length) - 1;
    differences.push(`(VIEW.getInt32(at, true) & ${mask}) !== ${bytes.readInt32LE(0) & mask}`);
  }
  return length === 0 ? '' : `if (${differences.join(' || ')}) return ${REFUSED};\nat += ${length};\n`;
};
