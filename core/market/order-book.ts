import { SortedLevels } from './sorted-levels';

/** What a market order of some value would take out of one side. `filledNotional + unfilledNotional` is what was asked for. */
export interface BookWalk {
  /** In quote currency. */
  readonly filledNotional: number;
  readonly unfilledNotional: number;
  /** In base units. */
  readonly filledQuantity: number;
  /** Volume-weighted average price; `undefined` where the side is empty. */
  readonly vwap: number | undefined;
  /** Price of the last level that was needed; `undefined` where the side is empty. */
  readonly worstPrice: number | undefined;
  /** Levels that were needed, the last one perhaps in part. */
  readonly levels: number;
}

/**
 * One side of a book: quantity in base units by price in quote currency per base unit. Prices are equal when their doubles are, so they
 * must all be read from decimal text in the same, correctly rounding way. Costs are those of `SortedLevels`; best price and quantity O(1).
 */
export class BookSide {
  private readonly levels = new SortedLevels();
  /** Turns prices into keys that grow towards the best price: changes near it then shift the fewest levels. */
  private readonly sign: number;

  constructor(side: 'bids' | 'asks') {
    this.sign = side === 'bids' ? 1 : -1;
  }

  /** Number of levels. */
  get size(): number { return this.levels.size; }

  /** Highest bid or lowest ask. */
  get bestPrice(): number | undefined { return this.size === 0 ? undefined : this.sign * this.levels.lastKey; }

  get bestQuantity(): number | undefined { return this.size === 0 ? undefined : this.levels.lastQuantity; }

  /** 0: no such level. */
  quantityAt(price: number): number { return this.levels.quantityAt(this.sign * price); }

  /**
   * Sets a level's whole quantity; 0 deletes it, and deleting one that is not there is fine.
   * @throws RangeError for a price that is no number above 0 or a quantity below 0.
   */
  set(price: number, quantity: number): void {
    if (!(price > 0 && price < Infinity)) throw new RangeError(`price is ${price}: expected a number above 0`);
    if (!(quantity >= 0 && quantity < Infinity)) throw new RangeError(`quantity is ${quantity}: expected 0 or a number above it`);
    if (quantity === 0) this.levels.delete(this.sign * price);
    else this.levels.set(this.sign * price, quantity);
  }

  clear(): void { this.levels.clear(); }

  /** Best first, until `visit` answers false. `visit` must not change the side. */
  forEachLevel(visit: (price: number, quantity: number, rank: number) => boolean | void): void {
    const { sign } = this;
    this.levels.forEachFromLast((key, quantity, rank) => visit(sign * key, quantity, rank));
  }

  /**
   * From the best price on until `notional`, in quote currency, is filled or the side ends.
   * @throws RangeError for a notional that is no number above 0.
   */
  walkNotional(notional: number): BookWalk {
    if (!(notional > 0 && notional < Infinity)) throw new RangeError(`notional is ${notional}: expected a number above 0`);
    let [unfilledNotional, filledQuantity, levels] = [notional, 0, 0];
    let worstPrice: number | undefined;
    this.forEachLevel((price, quantity) => {
      levels += 1;
      worstPrice = price;
      const isLast = price * quantity >= unfilledNotional;
      filledQuantity += isLast ? unfilledNotional / price : quantity;
      unfilledNotional = isLast ? 0 : unfilledNotional - price * quantity;
      return !isLast;
    });
    const filledNotional = notional - unfilledNotional;
    return { filledNotional, unfilledNotional, filledQuantity, vwap: levels === 0 ? undefined : filledNotional / filledQuantity, worstPrice, levels };
  }
}

/** Both sides of one symbol's book. */
export class OrderBook {
  readonly bids = new BookSide('bids');
  readonly asks = new BookSide('asks');

  /** The best bid is above the best ask: an update was missed. A locked book, where they are equal, is none. */
  get isCrossed(): boolean {
    const { bestPrice: bid } = this.bids;
    const { bestPrice: ask } = this.asks;
    return bid !== undefined && ask !== undefined && bid > ask;
  }

  /** Half-way between the best prices, in quote currency; `undefined` while a side is empty. */
  get mid(): number | undefined {
    const { bestPrice: bid } = this.bids;
    const { bestPrice: ask } = this.asks;
    return bid === undefined || ask === undefined ? undefined : (bid + ask) / 2;
  }

  clear(): void {
    this.bids.clear();
    this.asks.clear();
  }
}
