import type { BookSnapshotEvent, PriceLevel } from '../../../core/market/depth-events';
import type { DepthFrame, DepthSide } from '../../../core/market/depth-frame';
import type { BookSide, OrderBook } from '../../../core/market/order-book';

const levelsOf = (side: BookSide): PriceLevel[] => {
  const levels: PriceLevel[] = [];
  side.forEachLevel((price, quantity) => { levels.push([price, quantity]); });
  return levels;
};

/** A whole book as the venue's snapshot would give it. */
export const snapshotOf = (symbol: string, { bids, asks }: OrderBook, lastUpdateId: number, timeMs: number): BookSnapshotEvent =>
  ({ kind: 'book-snapshot', symbol, lastUpdateId, bids: levelsOf(bids), asks: levelsOf(asks), exchangeTimeMs: timeMs, receivedTimeMs: timeMs });

const isSameSide = (a: BookSide, b: BookSide): boolean => {
  if (a.size !== b.size) return false;
  let isSame = true;
  a.forEachLevel((price, quantity) => {
    isSame = b.quantityAt(price) === quantity;
    return isSame;
  });
  return isSame;
};

/** Level by level, both sides. */
export const isSameBook = (a: OrderBook, b: OrderBook): boolean => isSameSide(a.bids, b.bids) && isSameSide(a.asks, b.asks);

const loadBest = (target: DepthSide, side: BookSide, levels: number): void => {
  target.count = 0;
  side.forEachLevel((price, quantity, rank) => {
    target.add(price, quantity);
    return rank + 1 < levels;
  });
};

/** The best levels of a book as the venue's own stream of them would have said, for captures that lack it. */
export const loadBestLevels = (frame: DepthFrame, book: OrderBook, of: DepthFrame, levels: number): DepthFrame => {
  frame.kind = 'depth';
  frame.symbolId = of.symbolId;
  frame.hasExchangeTime = of.hasExchangeTime;
  frame.exchangeTimeMs = of.exchangeTimeMs;
  frame.receivedTimeMs = of.receivedTimeMs;
  frame.firstUpdateId = frame.previousUpdateId = Number.NaN;
  frame.lastUpdateId = of.lastUpdateId;
  loadBest(frame.bids, book.bids, levels);
  loadBest(frame.asks, book.asks, levels);
  return frame;
};
