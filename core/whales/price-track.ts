import { MinuteMids, type MinuteMidsData, noMids } from './minute-mids';

/** One symbol's best prices in quote currency, undefined before the first, and how its mid has moved. */
export class PriceTrack {
  bidPrice: number | undefined;
  askPrice: number | undefined;
  mid: number | undefined;
  private mids: MinuteMids;

  constructor(private readonly minReturns: number, private data: MinuteMidsData = noMids()) {
    this.mids = new MinuteMids(data, minReturns);
  }

  /** A fraction, see `MinuteMids`. */
  get volatility1h(): number | undefined {
    return this.mids.volatility1h;
  }

  /** The new mid. */
  set(bidPrice: number, askPrice: number, timeMs: number): number {
    const mid = (bidPrice + askPrice) / 2;
    this.bidPrice = bidPrice;
    this.askPrice = askPrice;
    this.mid = mid;
    this.mids.add(mid, timeMs);
    return mid;
  }

  /** Nothing has changed up to now. */
  carry(timeMs: number): void {
    if (this.mid !== undefined) this.mids.add(this.mid, timeMs);
  }

  saved(): MinuteMidsData {
    return this.data;
  }

  restore(data: MinuteMidsData): void {
    this.data = data;
    this.mids = new MinuteMids(data, this.minReturns);
  }
}
