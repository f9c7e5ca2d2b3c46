import type { BookWalk } from '../../core/market/order-book';

/** A book side as one would write it first: a map that is sorted whenever it is read. What `BookSide` must equal. */
export class NaiveSide {
  readonly quantities = new Map<number, number>();

  constructor(private readonly side: 'bids' | 'asks') {}

  set(price: number, quantity: number): void {
    if (quantity === 0) this.quantities.delete(price);
    else this.quantities.set(price, quantity);
  }

  /** Best first. */
  levels(): [price: number, quantity: number][] {
    const sign = this.side === 'bids' ? -1 : 1;
    return [...this.quantities].sort(([a], [b]) => sign * (a - b));
  }

  walkNotional(notional: number): BookWalk {
    let [left, filledQuantity, levels] = [notional, 0, 0];
    let worstPrice: number | undefined;
    for (const [price, quantity] of this.levels()) {
      const part = Math.min(left, price * quantity);
      filledQuantity += part === price * quantity && part < left ? quantity : part / price;
      left -= part;
      levels += 1;
      worstPrice = price;
      if (left === 0) break;
    }
    return { filledNotional: notional - left, unfilledNotional: left, filledQuantity, vwap: levels === 0 ? undefined : (notional - left) / filledQuantity, worstPrice, levels };
  }
}
