/** Cells of a series' row: the value that all sums are shifted by, and the sums of the block's head. */
const SHIFT = 0;
const HEAD_SUM = 1;
const HEAD_SQUARES = 2;
/** From here on one pair of cells for each place of a block. */
const PAIRS = 4;

/** A row begins at a whole number of 31 bits, so that its index stays a machine integer. */
const MOST_CELLS = 2 ** 31 - 1;

/**
 * Mean and standard deviation of the last `window` values of many series, in O(1) amortised per value and without allocating, and
 * without ever subtracting a value that leaves: nothing is carried from one block to the next, so rounding errors cannot accumulate.
 *
 * Each series is cut into blocks of `window` values. A window is then a tail of the block before and a head of the block now. The
 * head's sums grow by one value per update; the sums of all tails are computed once, when their block is complete. Both are sums of
 * x - shift and (x - shift)^2 with the last value of the block before as shift. That value is in the window until the block now is
 * complete, which makes the next shift: so the mean of the shifted values is at most sqrt(window) deviations away from 0, and the
 * cancellation in squares = Q - S^2 / window is bounded by a factor of `window`.
 *
 * Relative error of the sum of squares: of the order window^2 * 2^-53 at worst (a single outlier as shift), whatever came before.
 * A flat window is exact: every shifted value is 0, so the mean is the value and the squares are 0.
 *
 * Source: T. F. Chan, G. H. Golub, R. J. LeVeque, "Algorithms for Computing the Sample Variance: Analysis and Recommendations",
 * The American Statistician 37(3), 1983: shifted data.
 */
export class WindowMoments {
  /** Mean of the last `window` values of the series that was added to last, once `add` has returned true. */
  mean = 0;
  /** Their population standard deviation. */
  deviation = 0;
  /**
   * One row per series. The pair at place i of a block holds the value that came i-th to the current block (and one cell unused) while
   * i is in the head, else the two sums of the block before from its i-th value on: where the head has come, no tail begins any more.
   */
  private cells = new Float64Array(0);
  /**
   * Cell in the row at which the tail begins that the next value leaves. At `rowLength` that value completes the block; from there on,
   * one pair for each value still to come, the first block waits for its values.
   */
  private tails = new Int32Array(0);
  private readonly rowLength: number;
  private readonly weight: number;

  constructor(readonly window: number) {
    this.rowLength = PAIRS + 2 * window;
    this.weight = 1 / window;
  }

  /**
   * Takes the next value of a series in; true when its window is full.
   *
   * What happens seldom stands in methods of its own: an optimising compiler then has room to put the rest into its caller, where `value`
   * needs no box. Room is asked for first, so that no read is out of bounds. `| 0` says that a sum stays a machine integer, which is then
   * not checked for overflow.
   * @throws RangeError for a series that is not a whole number from 0, or too far out to have room for.
   */
  add(series: number, value: number): boolean {
    const { tails, rowLength } = this;
    if (series >= tails.length) return this.addToNew(series, value);
    const place = tails[series] ?? rowLength;
    if (place >= rowLength) return this.addAside(series, value);
    tails[series] = place + 2;
    const { cells } = this;
    const row = series * rowLength | 0;
    const tail = row + place | 0;
    const shift = cells[row + SHIFT | 0] ?? 0;
    const shifted = value - shift;
    const sum = (cells[row + HEAD_SUM | 0] ?? 0) + shifted;
    const squares = (cells[row + HEAD_SQUARES | 0] ?? 0) + shifted * shifted;
    cells[row + HEAD_SUM | 0] = sum;
    cells[row + HEAD_SQUARES | 0] = squares;
    cells[tail - 2 | 0] = value;
    this.answer(shift, sum + (cells[tail] ?? 0), squares + (cells[tail + 1 | 0] ?? 0));
    return true;
  }

  /** Forgets one series. */
  reset(series: number): void {
    if (series >= this.tails.length) return;
    this.cells.fill(0, series * this.rowLength, (series + 1) * this.rowLength);
    this.tails[series] = this.firstTail();
  }

  private answer(shift: number, sum: number, squares: number): void {
    const offset = sum * this.weight;
    const deviations = squares - sum * offset;
    this.mean = shift + offset;
    // Below 0 only by underflow, where squares of differences under 1e-150 leave the range of doubles.
    this.deviation = deviations > 0 ? Math.sqrt(deviations * this.weight) : 0;
  }

  /** A value of the first block, or one that completes a block, or one of a series that has no row. */
  private addAside(series: number, value: number): boolean {
    const place = this.tails[series];
    if (place === undefined) return this.addToNew(series, value);
    const row = series * this.rowLength;
    this.cells[row + 2 * (this.rowLength - 1) - place] = value;
    if (place > this.rowLength) {
      this.tails[series] = place - 2;
      return false;
    }
    this.tails[series] = PAIRS + 2;
    this.completeBlock(row, value);
    return true;
  }

  /** The block's last value becomes the shift, and its values make way for the sums of its tails. */
  private completeBlock(row: number, last: number): void {
    const { cells } = this;
    let sum = 0;
    let squares = 0;
    for (let pair = row + this.rowLength - 2; pair >= row + PAIRS; pair -= 2) {
      const shifted = (cells[pair] ?? 0) - last;
      sum += shifted;
      squares += shifted * shifted;
      cells[pair] = sum;
      cells[pair + 1] = squares;
    }
    cells[row + SHIFT] = last;
    cells[row + HEAD_SUM] = 0;
    cells[row + HEAD_SQUARES] = 0;
    this.answer(last, sum, squares);
  }

  private firstTail(): number {
    return this.rowLength + 2 * (this.window - 1);
  }

  /** Makes room for a series, doubling what there is, and begins it. */
  private addToNew(series: number, value: number): boolean {
    const most = Math.floor(MOST_CELLS / this.rowLength);
    if (!Number.isInteger(series) || series < 0 || series >= most) {
      throw new RangeError(`WindowMoments: series is ${series}, expected a whole number from 0 to ${most - 1}`);
    }
    const rows = Math.min(Math.max(series + 1, 2 * this.tails.length), most);
    const [cells, tails] = [new Float64Array(rows * this.rowLength), new Int32Array(rows).fill(this.firstTail())];
    cells.set(this.cells);
    tails.set(this.tails);
    this.cells = cells;
    this.tails = tails;
    return this.add(series, value);
  }
}
