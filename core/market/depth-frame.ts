import { widened } from './columns';
import type { SymbolId } from './symbol-table';

const FIRST_LEVELS = 64;

/** One side of a depth message: price in quote currency per base unit, quantity in base units, best level first. */
export class DepthSide {
  count = 0;
  prices = new Float64Array(FIRST_LEVELS);
  quantities = new Float64Array(FIRST_LEVELS);

  /** Makes room for `count` levels in all; what was written so far stays. */
  reserve(count: number): void {
    if (count <= this.prices.length) return;
    const capacity = Math.max(count, 2 * this.prices.length);
    this.prices = widened(this.prices, new Float64Array(capacity));
    this.quantities = widened(this.quantities, new Float64Array(capacity));
  }

  add(price: number, quantity: number): void {
    this.reserve(this.count + 1);
    this.prices[this.count] = price;
    this.quantities[this.count] = quantity;
    this.count += 1;
  }
}

/** Index of each figure in a frame's column. */
const EXCHANGE_TIME = 0;
const RECEIVED_TIME = 1;
const FIRST_ID = 2;
const LAST_ID = 3;
const PREVIOUS_ID = 4;

/**
 * One message about one symbol's book, in columns that the next message uses again: read it before returning, keep nothing of it.
 * `depth` holds the best levels of both sides whole; `diff` the levels that changed, a quantity of 0 meaning that the level is gone.
 */
export class DepthFrame {
  kind: 'depth' | 'diff' = 'depth';
  symbolId: SymbolId = 0;
  /** False where the message carries no venue time (spot `depth20`): `exchangeTimeMs` then repeats the receive time. */
  hasExchangeTime = true;
  readonly bids = new DepthSide();
  readonly asks = new DepthSide();
  /** Typed, so that writing them allocates nothing; ids stay exact below 2^53. */
  private readonly figures = new Float64Array(5);

  /** Venue time, epoch ms. */
  get exchangeTimeMs(): number { return this.figures[EXCHANGE_TIME] ?? 0; }
  set exchangeTimeMs(timeMs: number) { this.figures[EXCHANGE_TIME] = timeMs; }

  /** Our time, epoch ms. */
  get receivedTimeMs(): number { return this.figures[RECEIVED_TIME] ?? 0; }
  set receivedTimeMs(timeMs: number) { this.figures[RECEIVED_TIME] = timeMs; }

  /** First and last update id that the message covers; NaN where the message has none. */
  get firstUpdateId(): number { return this.figures[FIRST_ID] ?? 0; }
  set firstUpdateId(id: number) { this.figures[FIRST_ID] = id; }

  get lastUpdateId(): number { return this.figures[LAST_ID] ?? 0; }
  set lastUpdateId(id: number) { this.figures[LAST_ID] = id; }

  /** Last update id of the message before, as futures send it; NaN on spot. */
  get previousUpdateId(): number { return this.figures[PREVIOUS_ID] ?? 0; }
  set previousUpdateId(id: number) { this.figures[PREVIOUS_ID] = id; }
}
