import { rowsFor, widened } from '../market/columns';
import { FIELD, type MarketFrame } from '../market/market-frame';
import type { SymbolId } from '../market/symbol-table';

/** Best bid and ask as last seen. A side is `undefined` while the venue shows none. Quantities in base units. */
export interface TopOfBook {
  readonly exchangeTimeMs: number;
  readonly bidPrice: number | undefined;
  readonly bidQuantity: number | undefined;
  readonly askPrice: number | undefined;
  readonly askQuantity: number | undefined;
}

const COLUMN = { bidPrice: 0, bidQuantity: 1, askPrice: 2, askQuantity: 3, exchangeTimeMs: 4 } as const;
/** One cache line. */
const ROW_SIZE = 8;
const BOTH_PRICES = (1 << FIELD.bidPrice) | (1 << FIELD.askPrice);
const ANY_SIDE = BOTH_PRICES | (1 << FIELD.bidQuantity) | (1 << FIELD.askQuantity);
/** In `present`: there is a book, whatever its sides. */
const HAS_BOOK = 1;

/** A bid above the ask cannot be (equal prices can): such a book says nothing, and no hold spans it (B6). */
export const isCrossed = ({ present, values }: MarketFrame): boolean =>
  (present & BOTH_PRICES) === BOTH_PRICES && (values[FIELD.bidPrice] ?? 0) > (values[FIELD.askPrice] ?? 0);

/** The last top of book of many symbols. */
export class BookTable {
  private rows = 0;
  private values = new Float64Array(0);
  /** The frame's bits, and `HAS_BOOK`. */
  private present = new Int32Array(0);

  set(frame: MarketFrame): void {
    const id = frame.symbolId;
    if (id >= this.rows) this.grow(id);
    const row = id * ROW_SIZE;
    this.present[id] = (frame.present & ANY_SIDE) | HAS_BOOK;
    this.values[row + COLUMN.bidPrice] = frame.values[FIELD.bidPrice] ?? 0;
    this.values[row + COLUMN.bidQuantity] = frame.values[FIELD.bidQuantity] ?? 0;
    this.values[row + COLUMN.askPrice] = frame.values[FIELD.askPrice] ?? 0;
    this.values[row + COLUMN.askQuantity] = frame.values[FIELD.askQuantity] ?? 0;
    this.values[row + COLUMN.exchangeTimeMs] = frame.exchangeTimeMs;
  }

  forget(id: SymbolId): void {
    if (id < this.rows) this.present[id] = 0;
  }

  bookOf(id: SymbolId): TopOfBook | undefined {
    if ((this.present[id] ?? 0) === 0) return undefined;
    return {
      exchangeTimeMs: this.values[id * ROW_SIZE + COLUMN.exchangeTimeMs] ?? 0,
      bidPrice: this.valueOf(id, 'bidPrice'), bidQuantity: this.valueOf(id, 'bidQuantity'),
      askPrice: this.valueOf(id, 'askPrice'), askQuantity: this.valueOf(id, 'askQuantity'),
    };
  }

  private valueOf(id: SymbolId, field: 'bidPrice' | 'bidQuantity' | 'askPrice' | 'askQuantity'): number | undefined {
    return ((this.present[id] ?? 0) & (1 << FIELD[field])) === 0 ? undefined : this.values[id * ROW_SIZE + COLUMN[field]];
  }

  private grow(id: SymbolId): void {
    this.rows = rowsFor(id, this.rows);
    this.values = widened(this.values, new Float64Array(this.rows * ROW_SIZE));
    this.present = widened(this.present, new Int32Array(this.rows));
  }
}

/** The middle of best bid and ask (no mid while a side is missing). */
export const midOf = (book: TopOfBook | undefined): number | undefined =>
  book?.bidPrice === undefined || book.askPrice === undefined ? undefined : (book.bidPrice + book.askPrice) / 2;
