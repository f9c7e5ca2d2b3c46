import type { Condition } from './common';
import type { Opportunity } from './opportunity';

const BPS = 10_000;

/** (ask - bid) / mid as a fraction; `undefined` while a side is unknown or the book is crossed. */
export const spreadFractionOf = ({ bid_price: bid, ask_price: ask }: Pick<Opportunity, 'bid_price' | 'ask_price'>): number | undefined =>
  (bid === null || ask === null || ask < bid ? undefined : (ask - bid) / ((ask + bid) / 2));

/** The finder's check of the spread, in basis points; made only where both sides of the book were known. */
export const SPREAD_CHECK = 'spread_bps';

/** The spread as a fraction, from the checks of a decision; undefined where it was not known. */
export const checkedSpreadFraction = (checks: readonly Condition[]): number | undefined => {
  const spreadBps = checks.find(({ name }) => name === SPREAD_CHECK)?.value ?? undefined;
  return spreadBps === undefined ? undefined : spreadBps / BPS;
};
