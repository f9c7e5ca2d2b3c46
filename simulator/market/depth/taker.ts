import type { Side } from '../../../core/market/events';
import type { LatticeBook } from './lattice-book';

/** A part of one level that a taker took. `side` is the taker's. */
export interface Fill {
  readonly side: Side;
  readonly place: number;
  readonly steps: number;
}

export const opposite = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');

/** A market order of `steps` against the book, best level first; what it took is handed to `onFill` level by level. */
export const take = (book: LatticeBook, side: Side, steps: number, onFill: (fill: Fill) => void): void => {
  const makers = opposite(side);
  let rest = steps;
  while (rest > 0) {
    const place = book.bestOf(makers);
    const resting = book.quantityAt(place);
    if (resting === 0) return;
    const taken = Math.min(rest, resting);
    book.set(makers, place, resting - taken);
    rest -= taken;
    onFill({ side, place, steps: taken });
  }
};
