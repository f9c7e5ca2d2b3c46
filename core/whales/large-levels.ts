import type { DepthSide } from '../market/depth-frame';
import type { Top10Mode } from './settings';

/** How many of the largest levels make the baseline (S2.5). */
const TOP = 10;

/** Size of one level against its side, by notional; pure numbers. */
export interface SizeRatios {
  /** Over the mean of the ten largest others. */
  readonly excludingSelf: number;
  /** Over the mean of the ten largest, itself among them where it is one. */
  readonly inclusive: number;
  /** Over the median of the ten largest others. */
  readonly median: number;
}

/**
 * The levels of one side by notional (price x quantity). A side is looked at again and again: what is measured lies in columns that the
 * next side uses again.
 *
 * The mean with the candidate in it can hardly be exceeded: at most two of ten levels reach 3.5 times it, and none 10 times (C2.9).
 * So a level is compared with the ten largest *others*. A side with fewer than eleven levels has no such ten, and no answer.
 */
export class LargeLevels {
  private count = 0;
  private readonly notionals: Float64Array;
  /** The eleven largest, largest first: the ten largest others of any level are among them. */
  private readonly largest = new Float64Array(TOP + 1);
  private largestSum = 0;

  /** `depth`: how many levels from the best one on are looked at. */
  constructor(private readonly depth: number, private readonly mode: Top10Mode, private readonly multiplier: number) {
    this.notionals = new Float64Array(depth);
  }

  /** Takes a side in; false where it has too few levels for a baseline. */
  measure({ count, prices, quantities }: DepthSide): boolean {
    this.count = Math.min(count, this.depth);
    this.largest.fill(0);
    for (let index = 0; index < this.count; index += 1) {
      const notional = (prices[index] ?? 0) * (quantities[index] ?? 0);
      this.notionals[index] = notional;
      this.insert(notional);
    }
    this.largestSum = this.largest.reduce((sum, notional) => sum + notional, 0);
    return this.count > TOP;
  }

  /** In quote currency, of the level at a place of the side. */
  notionalAt(index: number): number {
    return this.notionals[index] ?? 0;
  }

  isLarge(index: number): boolean {
    return this.ratioOf(this.notionalAt(index)) >= this.multiplier;
  }

  /** Of a level with this notional, which is counted as one of the side's where one of the eleven largest is the same. */
  ratiosOf(notional: number): SizeRatios {
    return { excludingSelf: notional / this.meanOfOthers(notional), inclusive: notional / this.meanBut(TOP), median: notional / this.medianOfOthers(notional) };
  }

  private ratioOf(notional: number): number {
    switch (this.mode) {
      case 'exclude_self': return notional / this.meanOfOthers(notional);
      case 'inclusive': return notional / this.meanBut(TOP);
      case 'median': return notional / this.medianOfOthers(notional);
    }
  }

  private meanOfOthers(notional: number): number {
    return this.meanBut(this.placeOf(notional));
  }

  /** Mean of the eleven largest but one. */
  private meanBut(place: number): number {
    return (this.largestSum - (this.largest[place] ?? 0)) / TOP;
  }

  private medianOfOthers(notional: number): number {
    const place = this.placeOf(notional);
    const other = (rank: number): number => this.largest[rank < place ? rank : rank + 1] ?? 0;
    return (other(TOP / 2 - 1) + other(TOP / 2)) / 2;
  }

  /** Of one that is not among the largest the eleventh is left out. */
  private placeOf(notional: number): number {
    const place = this.largest.indexOf(notional);
    return place === -1 ? TOP : place;
  }

  private insert(notional: number): void {
    const { largest } = this;
    let place = TOP;
    if (notional <= (largest[place] ?? 0)) return;
    while (place > 0 && (largest[place - 1] ?? 0) < notional) {
      largest[place] = largest[place - 1] ?? 0;
      place -= 1;
    }
    largest[place] = notional;
  }
}
