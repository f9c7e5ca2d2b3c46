import type { DepthFrame, DepthSide } from '../market/depth-frame';
import type { LocalBook } from '../market/local-book';
import type { BookSide } from '../market/order-book';
import type { QuantityAt } from './wall-side';

const placeOf = ({ prices, count }: DepthSide, price: number): number => {
  for (let index = 0; index < count; index += 1) if (prices[index] === price) return index;
  return -1;
};

/** By the best levels alone: behind the worst one shown nothing is known, unless fewer than `depth` are shown, which is all there are. */
export const inShown = (name: 'bids' | 'asks', shown: DepthSide, depth: number): QuantityAt => (price) => {
  const place = placeOf(shown, price);
  if (place >= 0) return shown.quantities[place];
  const worst = shown.prices[shown.count - 1] ?? 0;
  const isBehind = name === 'bids' ? price < worst : price > worst;
  return isBehind && shown.count >= depth ? undefined : 0;
};

/** By a live book. Beyond the range that it knows whole, absence proves something only where the changes say so. */
export const inBook = (book: LocalBook, side: BookSide, changes?: DepthSide): QuantityAt => (price) => {
  const quantity = side.quantityAt(price);
  const isKnown = quantity > 0 || book.covers(price) || (changes !== undefined && placeOf(changes, price) >= 0);
  return isKnown ? quantity : undefined;
};

/** The best bid is not below the best ask: such a frame is not to be believed. */
export const isCrossed = ({ bids, asks }: DepthFrame): boolean =>
  bids.count > 0 && asks.count > 0 && (bids.prices[0] ?? 0) >= (asks.prices[0] ?? Infinity);
