/**
 * A message described in its own shape: objects and arrays as on the wire, and where a value is wanted, what it is and the column it goes to.
 * Whatever the pattern does not name is passed over.
 */
export type Pattern = Wanted | ObjectPattern | readonly Pattern[];

export interface ObjectPattern {
  readonly [key: string]: Pattern;
}

/** A wanted value. `column` is where it goes in `WireColumns`. */
export type Wanted =
  | { readonly take: 'symbol'; readonly prefix: string }
  | { readonly take: 'decimal'; readonly column: number; readonly isZeroAllowed: boolean }
  | { readonly take: 'time' | 'integer' | 'text' | 'digits' | 'boolean'; readonly column: number }
  | { readonly take: 'stream' }
  | { readonly take: 'levels'; readonly list: number }
  | { readonly take: 'choice'; readonly column: number; readonly texts: readonly string[] }
  | { readonly take: 'constant'; readonly column: number; readonly texts: readonly Constant[] }
  | { readonly take: 'fields'; readonly fields: FieldPatterns }
  | { readonly take: 'rows'; readonly row: ObjectPattern };

export type Constant = string | number;

export type FieldPatterns = Readonly<Record<string, Extract<Wanted, { take: 'symbol' | 'decimal' }>>>;

/** The frame's symbol: where it occurs more than once, it must be the same one. `prefix` stands before it in the same string. */
export const symbol = (prefix = ''): Wanted & { take: 'symbol' } => ({ take: 'symbol', prefix });

/** The frame's symbol in lower case, an `@` and more, which becomes part of the expected text: "btcusdt@depth@100ms". */
export const stream = (): Wanted => ({ take: 'stream' });

/** Decimal text greater than zero. */
export const positive = (column: number): Wanted & { take: 'decimal' } => ({ take: 'decimal', column, isZeroAllowed: false });

/** Decimal text, zero included. */
export const nonNegative = (column: number): Wanted & { take: 'decimal' } => ({ take: 'decimal', column, isZeroAllowed: true });

/** A JSON number of 13 digits, epoch ms. */
export const timeMs = (column: number): Wanted => ({ take: 'time', column });

/** A whole JSON number. */
export const integer = (column: number): Wanted => ({ take: 'integer', column });

/** Where a string stands: its first byte, and the one behind its last in the next column. */
export const text = (column: number): Wanted => ({ take: 'text', column });

/** Where a whole JSON number of any length stands: its first byte, and the one behind its last in the next column. */
export const digits = (column: number): Wanted => ({ take: 'digits', column });

/** 1 where it is true. */
export const boolean = (column: number): Wanted => ({ take: 'boolean', column });

/** One of a few strings; its index. For what changes from message to message. */
export const choice = (column: number, ...texts: readonly string[]): Wanted => ({ take: 'choice', column, texts });

/** One of a few strings or numbers; its index. For what hardly ever changes: it becomes part of the expected text. */
export const constant = (column: number, ...texts: readonly Constant[]): Wanted => ({ take: 'constant', column, texts });

/** An object of strings, of which each message has others. "" is no value. */
export const fields = (wanted: FieldPatterns): Wanted => ({ take: 'fields', fields: wanted });

/** An array of objects of one shape, at least one. */
export const rows = (row: ObjectPattern): Wanted => ({ take: 'rows', row });

/** An array of `["price","quantity"]`, perhaps empty: a price above 0 and a quantity of 0 or more, into the columns' list of this number. */
export const levels = (list: number): Wanted => ({ take: 'levels', list });
