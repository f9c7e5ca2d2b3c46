import type { Side } from '../../../core/market/events';

/** Places that the book can span; a power of two, so that a place finds its slot by its last bits. */
const SLOTS = 1_024;
const MASK = SLOTS - 1;

/**
 * Both sides of a book in whole quantity steps by place. `buy` are bids, at `bestBid` and below; `sell` are asks, at `bestAsk` and
 * above; nothing lies between. What changes since `beginUpdate` is listed once, in the order of first change.
 */
export class LatticeBook {
  bestBid: number;
  bestAsk: number;
  /** Outermost places in use. */
  lowest: number;
  highest: number;
  readonly changed: number[] = [];
  private readonly steps = new Float64Array(SLOTS);
  private readonly changedIn = new Int32Array(SLOTS);
  private update = 0;

  /** A book of one bid at `place` and one ask right above it, `steps` each. */
  constructor(place: number, steps: number) {
    this.bestBid = this.lowest = place;
    this.bestAsk = this.highest = place + 1;
    this.write(this.bestBid, steps);
    this.write(this.bestAsk, steps);
  }

  beginUpdate(): void {
    this.update += 1;
    this.changed.length = 0;
  }

  quantityAt(place: number): number {
    return place < this.lowest || place > this.highest ? 0 : this.steps[place & MASK] ?? 0;
  }

  bestOf(side: Side): number {
    return side === 'buy' ? this.bestBid : this.bestAsk;
  }

  /** How many places `place` lies behind the touch of its side. */
  distanceOf(side: Side, place: number): number {
    return side === 'buy' ? this.bestBid - place : place - this.bestAsk;
  }

  hasChanged(place: number): boolean {
    return this.changedIn[place & MASK] === this.update;
  }

  /** Sets a level of `side`; 0 takes it away. The place must not lie on the other side. */
  set(side: Side, place: number, steps: number): void {
    this.write(place, steps);
    if (side === 'buy') this.moveBid(place, steps);
    else this.moveAsk(place, steps);
  }

  /** Takes the outermost level of a side away. */
  trim(side: Side): void {
    this.write(side === 'buy' ? this.lowest : this.highest, 0);
    if (side === 'buy') this.lowest += 1;
    else this.highest -= 1;
  }

  /** Levels of a side, best first, until `visit` answers false. */
  forEachLevel(side: Side, visit: (place: number, steps: number, rank: number) => boolean): void {
    const [step, end] = side === 'buy' ? [-1, this.lowest - 1] : [1, this.highest + 1];
    let rank = 0;
    for (let place = this.bestOf(side); place !== end; place += step) {
      const steps = this.steps[place & MASK] ?? 0;
      if (steps === 0) continue;
      if (!visit(place, steps, rank)) return;
      rank += 1;
    }
  }

  private write(place: number, steps: number): void {
    const slot = place & MASK;
    if (this.steps[slot] === steps) return;
    this.steps[slot] = steps;
    if (this.changedIn[slot] === this.update) return;
    this.changedIn[slot] = this.update;
    this.changed.push(place);
  }

  private moveBid(place: number, steps: number): void {
    if (steps === 0) {
      while (this.bestBid > this.lowest && this.quantityAt(this.bestBid) === 0) this.bestBid -= 1;
      return;
    }
    if (place > this.bestBid) this.bestBid = place;
    if (place < this.lowest) this.lowest = place;
  }

  private moveAsk(place: number, steps: number): void {
    if (steps === 0) {
      while (this.bestAsk < this.highest && this.quantityAt(this.bestAsk) === 0) this.bestAsk += 1;
      return;
    }
    if (place < this.bestAsk) this.bestAsk = place;
    if (place > this.highest) this.highest = place;
  }
}
