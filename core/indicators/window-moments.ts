/** Cells of a series' row: how far the current block is, the value that all sums are shifted by, and the sums of the block's head. */
const LEFT = 0;
const SHIFT = 1;
const HEAD_SUM = 2;
const HEAD_SQUARES = 3;
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
  /** Sum of their squared deviations from it; below 0 only by underflow, where differences are under 1e-150. */
  private squares = 0;
  /**
   * One row per series. The pair at place i of a block holds the value that came i-th to the current block (and one cell unused) while
   * i is in the head, else the two sums of the block before from its i-th value on: where the head has come, no tail begins any more.
   */
  private cells = new Float64Array(0);
  private readonly rowLength: number;
  private readonly weight: number;

  constructor(readonly window: number) {
    this.rowLength = PAIRS + 2 * window;
    this.weight = 1 / window;
  }

  /** Population standard deviation of the values that `mean` is of. */
  get deviation(): number {
    return this.squares > 0 ? Math.sqrt(this.squares * this.weight) : 0;
  }

  /**
   * Takes the next value of a series in; true when its window is full.
   * @throws RangeError for a series that is not a whole number from 0, or too far out to have room for.
   */
  add(series: number, value: number): boolean {
    const cells = this.cells;
    const row = series * this.rowLength;
    if (row >= cells.length) return this.addAside(series, value);
    // `| 0` says that these stay machine integers: without it the engine checks each sum for overflow.
    const left = (cells[row + LEFT] ?? 0) - 1 | 0;
    if (left < 1) return this.addAside(series, value);
    const tail = row + this.rowLength - 2 * left | 0;
    const shift = cells[row + SHIFT | 0] ?? 0;
    const shifted = value - shift;
    const sum = (cells[row + HEAD_SUM | 0] ?? 0) + shifted;
    const squares = (cells[row + HEAD_SQUARES | 0] ?? 0) + shifted * shifted;
    cells[row + LEFT] = left;
    cells[row + HEAD_SUM | 0] = sum;
    cells[row + HEAD_SQUARES | 0] = squares;
    cells[tail - 2 | 0] = value;
    this.answer(shift, sum + (cells[tail] ?? 0), squares + (cells[tail + 1 | 0] ?? 0));
    return true;
  }

  /** Forgets one series. */
  reset(series: number): void {
    this.cells.fill(0, series * this.rowLength, (series + 1) * this.rowLength);
  }

  private answer(shift: number, sum: number, squares: number): void {
    const offset = sum * this.weight;
    this.mean = shift + offset;
    this.squares = squares - sum * offset;
  }

  /** The cases that are rare: a new series, the first block, and a block's last value. LEFT is 0 at first, then negative through the first block. */
  private addAside(series: number, value: number): boolean {
    this.makeRoom(series);
    const row = series * this.rowLength;
    const left = this.cells[row + LEFT] ?? 0;
    const awaited = left === 0 ? this.window : Math.abs(left);
    this.cells[row + this.rowLength - 2 * awaited] = value;
    if (awaited === 1) this.turnBlock(row, value);
    else this.cells[row + LEFT] = 1 - awaited;
    return awaited === 1;
  }

  /** The block is complete: its last value becomes the shift, and its values make way for the sums of its tails. */
  private turnBlock(row: number, last: number): void {
    const cells = this.cells;
    let sum = 0;
    let squares = 0;
    for (let pair = row + this.rowLength - 2; pair >= row + PAIRS; pair -= 2) {
      const shifted = (cells[pair] ?? 0) - last;
      sum += shifted;
      squares += shifted * shifted;
      cells[pair] = sum;
      cells[pair + 1] = squares;
    }
    cells[row + LEFT] = this.window;
    cells[row + SHIFT] = last;
    cells[row + HEAD_SUM] = 0;
    cells[row + HEAD_SQUARES] = 0;
    this.answer(last, sum, squares);
  }

  private makeRoom(series: number): void {
    const needed = (series + 1) * this.rowLength;
    if (!Number.isInteger(series) || series < 0 || needed > MOST_CELLS) {
      throw new RangeError(`WindowMoments: series is ${series}, expected a whole number from 0 to ${Math.floor(MOST_CELLS / this.rowLength) - 1}`);
    }
    if (needed <= this.cells.length) return;
    const cells = new Float64Array(Math.min(Math.max(needed, 2 * this.cells.length), MOST_CELLS));
    cells.set(this.cells);
    this.cells = cells;
  }
}
