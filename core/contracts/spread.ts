import type { Opportunity } from './opportunity';

/** (ask - bid) / mid as a fraction; `undefined` while a side is unknown or the book is crossed. */
export const spreadFractionOf = ({ bid_price: bid, ask_price: ask }: Pick<Opportunity, 'bid_price' | 'ask_price'>): number | undefined =>
  (bid === null || ask === null || ask < bid ? undefined : (ask - bid) / ((ask + bid) / 2));
