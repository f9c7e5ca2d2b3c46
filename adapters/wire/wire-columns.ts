import type { DepthSide } from '../../core/market/depth-frame';

/** Columns of a message itself, and of each of its rows. */
export const MESSAGE_COLUMNS = 16;
export const ROW_COLUMNS = 8;

const FIRST_ROWS = 64;

/** What was read from one frame, by column; the next frame writes over it. Row columns begin at `rowBase(row)`. */
export class WireColumns {
  numbers = new Float64Array(MESSAGE_COLUMNS + FIRST_ROWS * ROW_COLUMNS);
  integers = new Int32Array(MESSAGE_COLUMNS + FIRST_ROWS * ROW_COLUMNS);
  /** Bit `column` is set where the message has the number. */
  present = 0;
  rowCount = 0;

  /** `lists` take the levels of a message. */
  constructor(private readonly lists: readonly DepthSide[] = []) {}

  /** @throws RangeError where there is no such list. */
  listAt(number: number): DepthSide {
    const list = this.lists[number];
    if (list === undefined) throw new RangeError(`list of levels is ${number}: expected one of ${this.lists.length}`);
    return list;
  }

  rowBase(row: number): number {
    return MESSAGE_COLUMNS + row * ROW_COLUMNS;
  }

  reserveRows(count: number): void {
    const needed = this.rowBase(count);
    if (needed <= this.numbers.length) return;
    const numbers = new Float64Array(2 * needed);
    const integers = new Int32Array(2 * needed);
    numbers.set(this.numbers);
    integers.set(this.integers);
    this.numbers = numbers;
    this.integers = integers;
  }
}
