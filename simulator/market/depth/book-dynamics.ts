import type { Side } from '../../../core/market/events';
import type { Random } from '../random';
import type { LatticeBook } from './lattice-book';
import type { LevelSizes } from './level-sizes';
import { type Fill, opposite, take } from './taker';

/** Bound once: a lookup of the global object per draw is slow in sandboxed runtimes such as a test runner's. */
const { ceil, floor, max, min, round } = Math;

/** Share of the levels in the price's way that are traded away; the others are cancelled. */
const EATEN_SHARE = 0.5;
/** Orders come and go mostly near the touch: mean distance in places of what trembles. */
const TREMBLE_PLACES = 9;
/** How often a level that would tremble is cancelled instead; it is filled again by a later one. */
const CANCEL_SHARE = 0.06;
/** The book may be this much deeper than asked for before its outermost levels are cut off. */
const SLACK_PLACES = 8;

/** Below it lie no prices. Coarse ticks leave fewer bids than asks. */
const LOWEST_PLACE = 1;

/** What one update of 100 ms asks of a book. Position and spread in places, quantities in steps. */
export interface UpdateOrder {
  readonly mid: number;
  readonly halfSpread: number;
  readonly trades: number;
  readonly stepsPerTrade: number;
  readonly buyFraction: number;
  readonly touches: number;
}

/** A level that the price may touch but not pass, and that only its owner changes. */
export interface Barrier {
  readonly side: Side;
  readonly place: number;
}

/** Lets a book live: the touch follows the mid, takers take, levels come, go and tremble. Levels that traded are left as trading left them. */
export class BookDynamics {
  constructor(private readonly book: LatticeBook, private readonly sizes: LevelSizes, private readonly depth: number, private readonly random: Random) {}

  /** The first levels on both sides, `depth` places deep. */
  fill(): void {
    this.trimAndExtend('buy');
    this.trimAndExtend('sell');
  }

  update(order: UpdateOrder, barrier: Barrier | undefined, onFill: (fill: Fill) => void): void {
    this.follow(order, barrier, onFill);
    for (let count = 0; count < order.trades; count += 1) {
      const side = this.random.chance(order.buyFraction) ? 'buy' : 'sell';
      take(this.book, side, max(1, round(order.stepsPerTrade * this.random.exponential())), onFill);
    }
    for (let count = 0; count < order.touches; count += 1) this.tremble(barrier);
    this.trimAndExtend('buy');
    this.trimAndExtend('sell');
  }

  private follow(order: UpdateOrder, barrier: Barrier | undefined, onFill: (fill: Fill) => void): void {
    let bid = max(LOWEST_PLACE, floor(order.mid - order.halfSpread));
    let ask = max(bid + 1, ceil(order.mid + order.halfSpread));
    if (barrier?.side === 'sell') [bid, ask] = [min(bid, barrier.place - 1), min(ask, barrier.place)];
    if (barrier?.side === 'buy') [bid, ask] = [max(bid, barrier.place), max(ask, barrier.place + 1)];
    while (this.book.bestAsk < ask) this.clear('sell', onFill);
    while (this.book.bestBid > bid) this.clear('buy', onFill);
    for (let place = this.book.bestBid + 1; place <= bid; place += 1) this.add('buy', place);
    for (let place = this.book.bestAsk - 1; place >= ask; place -= 1) this.add('sell', place);
  }

  /** Takes the best level of a side out of the price's way. */
  private clear(side: Side, onFill: (fill: Fill) => void): void {
    const place = this.book.bestOf(side);
    if (this.random.chance(EATEN_SHARE)) take(this.book, opposite(side), this.book.quantityAt(place), onFill);
    else this.book.set(side, place, 0);
  }

  private add(side: Side, place: number): void {
    this.book.set(side, place, this.sizes.fresh(this.random, this.book.distanceOf(side, place)));
  }

  private tremble(barrier: Barrier | undefined): void {
    const { book, random, sizes } = this;
    const side = random.chance(0.5) ? 'buy' : 'sell';
    const distance = min(this.depth - 1, floor(random.exponential() * TREMBLE_PLACES));
    const place = side === 'buy' ? book.bestBid - distance : book.bestAsk + distance;
    const isCancelled = random.chance(CANCEL_SHARE);
    if (place < LOWEST_PLACE || book.hasChanged(place) || (barrier?.side === side && barrier.place === place)) return;
    const steps = book.quantityAt(place);
    if (steps === 0) this.add(side, place);
    else if (isCancelled && distance > 0) book.set(side, place, 0);
    else book.set(side, place, sizes.trembled(random, distance, steps));
  }

  private trimAndExtend(side: Side): void {
    const { book, depth } = this;
    const outermost = (): number => book.distanceOf(side, side === 'buy' ? book.lowest : book.highest);
    while (outermost() > depth - 1 + SLACK_PLACES) book.trim(side);
    while (outermost() < depth - 1 && (side === 'sell' || book.lowest > LOWEST_PLACE)) this.add(side, side === 'buy' ? book.lowest - 1 : book.highest + 1);
  }
}
