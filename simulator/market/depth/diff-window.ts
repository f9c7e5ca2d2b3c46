import type { Side } from '../../../core/market/events';
import type { LatticeBook } from './lattice-book';
import type { UpdateIds } from './update-ids';

/** Bound once: a lookup of the global object per draw is slow in sandboxed runtimes such as a test runner's. */
const { max, min } = Math;

/** What changed in one book since the last diff was made of it, over one update or many. */
export class DiffWindow {
  firstId = 0;
  lastId = 0;
  private readonly places = new Set<number>();
  /** How far the touch reached: a place may have been on either side of it, and a reader may have seen it there. */
  private highestBid: number;
  private lowestAsk: number;

  constructor(private readonly book: LatticeBook) {
    this.highestBid = book.bestBid;
    this.lowestAsk = book.bestAsk;
  }

  get isEmpty(): boolean { return this.places.size === 0; }

  /** Takes in what the book's newest update changed. */
  add(ids: UpdateIds): void {
    const { book } = this;
    if (this.isEmpty) this.firstId = ids.first;
    this.lastId = ids.last;
    for (const place of book.changed) this.places.add(place);
    this.highestBid = max(this.highestBid, book.bestBid);
    this.lowestAsk = min(this.lowestAsk, book.bestAsk);
  }

  /** Changed places that are or may have been of this side, lowest price first; those that are not now have no quantity on it. */
  placesOf(side: Side): readonly number[] {
    const { highestBid, lowestAsk } = this;
    return [...this.places].filter((place) => (side === 'buy' ? place <= highestBid : place >= lowestAsk)).sort((a, b) => a - b);
  }

  /** What the book holds there on this side now. */
  quantityOf(side: Side, place: number): number {
    const { book } = this;
    const isOfSide = side === 'buy' ? place <= book.bestBid : place >= book.bestAsk;
    return isOfSide ? book.quantityAt(place) : 0;
  }

  clear(): void {
    this.places.clear();
    this.highestBid = this.book.bestBid;
    this.lowestAsk = this.book.bestAsk;
  }
}
