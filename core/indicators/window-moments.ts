/**
 * Mean and standard deviation of the last `window` values in O(1) amortised, without ever subtracting a value that leaves:
 * nothing is carried from one block to the next, so rounding errors cannot accumulate.
 *
 * The stream is cut into blocks of `window` values. A window is then a tail of the block before and a head of the block now.
 * The head's sums grow by one value per update; the sums of all tails are computed once per block, when it is complete.
 * Both are shifted by a value that is itself in the part summed (the head's first, the tail's last): then the mean of the shifted
 * values is at most sqrt(count) deviations away from 0 and cancellation is bounded. Parts are joined by Chan's formula.
 *
 * Relative error of the sum of squares: of the order window^2 * 2^-53 at worst (a single outlier as shift), whatever came before.
 * A flat window is exact: every shifted value is 0, so the mean is the value and the squares are 0.
 *
 * Source: T. F. Chan, G. H. Golub, R. J. LeVeque, "Algorithms for Computing the Sample Variance: Analysis and Recommendations",
 * The American Statistician 37(3), 1983: shifted data, and the joining of two parts.
 */
export class WindowMoments {
  /** The current block; the first `headCount` values are in. */
  private readonly block: Float64Array;
  /** Tails of the block before, by the index at which they begin: mean minus shift, and sum of squared deviations. */
  private readonly tailMeans: Float64Array;
  private readonly tailSquares: Float64Array;
  private tailShift = 0;
  private hasTail = false;
  private headCount = 0;
  private headShift = 0;
  private headSum = 0;
  private headSumSquares = 0;

  constructor(readonly window: number) {
    this.block = new Float64Array(window);
    this.tailMeans = new Float64Array(window);
    this.tailSquares = new Float64Array(window);
  }

  /** Takes the next value in; true when the window is full. */
  add(value: number): boolean {
    if (this.headCount === this.window) this.turnBlock();
    if (this.headCount === 0) this.headShift = value;
    this.block[this.headCount] = value;
    const shifted = value - this.headShift;
    this.headSum += shifted;
    this.headSumSquares += shifted * shifted;
    this.headCount += 1;
    return this.hasTail || this.headCount === this.window;
  }

  /** Mean of the last `window` values. Only meaningful once `add` has returned true. */
  mean(): number {
    const tailCount = this.window - this.headCount;
    if (tailCount === 0) return this.headShift + this.headSum / this.window;
    const tailMean = this.tailMeans[this.headCount] ?? 0;
    return this.headShift + (this.headSum + tailCount * (this.tailShift - this.headShift + tailMean)) / this.window;
  }

  /** Population standard deviation of the last `window` values. Only meaningful once `add` has returned true. */
  deviation(): number {
    const squares = this.squaredDeviations();
    // Below 0 only by underflow, where squares of differences under 1e-150 leave the range of doubles.
    return squares > 0 ? Math.sqrt(squares / this.window) : 0;
  }

  reset(): void {
    this.hasTail = false;
    this.startHead();
  }

  private squaredDeviations(): number {
    const headMean = this.headSum / this.headCount;
    const headSquares = this.headSumSquares - this.headSum * headMean;
    const tailCount = this.window - this.headCount;
    if (tailCount === 0) return headSquares;
    const distance = this.tailShift - this.headShift + ((this.tailMeans[this.headCount] ?? 0) - headMean);
    const between = distance * distance * ((tailCount * this.headCount) / this.window);
    return headSquares + (this.tailSquares[this.headCount] ?? 0) + between;
  }

  private turnBlock(): void {
    const last = this.window - 1;
    this.tailShift = this.block[last] ?? 0;
    let sum = 0;
    let sumSquares = 0;
    for (let index = last; index > 0; index -= 1) {
      const shifted = (this.block[index] ?? 0) - this.tailShift;
      sum += shifted;
      sumSquares += shifted * shifted;
      const mean = sum / (this.window - index);
      this.tailMeans[index] = mean;
      this.tailSquares[index] = sumSquares - sum * mean;
    }
    this.hasTail = true;
    this.startHead();
  }

  private startHead(): void {
    this.headCount = 0;
    this.headSum = 0;
    this.headSumSquares = 0;
  }
}
