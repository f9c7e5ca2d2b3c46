import type { OrderBook } from '../../../core/market/order-book';

interface Top {
  readonly updateId: number;
  readonly bidPrice: number | undefined;
  readonly bidQuantity: number | undefined;
  readonly askPrice: number | undefined;
  readonly askQuantity: number | undefined;
}

const isSameTop = (a: Top, b: Top): boolean =>
  a.bidPrice === b.bidPrice && a.bidQuantity === b.bidQuantity && a.askPrice === b.askPrice && a.askQuantity === b.askQuantity;

/**
 * Holds a book kept from diffs against the venue's own word on its best prices: `bookTicker` comes at every change of them, with the update
 * id of that change, so the last one up to a diff's end must be what the book shows after that diff.
 */
export class TopTickers {
  compared = 0;
  agreed = 0;
  private waiting: Top[] = [];
  private last: Top | undefined;
  private after: Top | undefined;

  /** Parsed `bookTicker`: `u` and the four texts, as on both markets. */
  ticker(payload: Readonly<Record<string, unknown>>): void {
    const { u, b, B, a, A } = payload;
    if (typeof u === 'number') this.waiting.push({ updateId: u, bidPrice: Number(b), bidQuantity: Number(B), askPrice: Number(a), askQuantity: Number(A) });
  }

  /** The book after a diff that ends with `updateId`. Judged at the next diff: by then all tickers up to it have come. */
  book({ bids, asks }: OrderBook, updateId: number): void {
    this.judge();
    this.after = { updateId, bidPrice: bids.bestPrice, bidQuantity: bids.bestQuantity, askPrice: asks.bestPrice, askQuantity: asks.bestQuantity };
  }

  private judge(): void {
    const { after } = this;
    if (after === undefined) return;
    const due = this.waiting.filter(({ updateId }) => updateId <= after.updateId);
    this.waiting = this.waiting.filter(({ updateId }) => updateId > after.updateId);
    this.last = due.reduce((latest, top) => (latest === undefined || top.updateId > latest.updateId ? top : latest), this.last);
    if (this.last === undefined) return;
    this.compared += 1;
    if (isSameTop(this.last, after)) this.agreed += 1;
  }
}
