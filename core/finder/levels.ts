import type { Opportunity } from '../contracts/opportunity';
import type { FinderSettings } from './settings';
import { snapToTick } from './tick';

export interface Levels {
  readonly stopPrice: number;
  readonly target1Price: number;
  readonly target2Price: number;
}

type Priced = Pick<Opportunity, 'side' | 'price' | 'bid_price' | 'ask_price'>;

/** What has to be paid to get in at once: the ask for a buy, the bid for a sell; the last price where the book is unknown. */
export const entryPriceOf = ({ side, price, bid_price: bid, ask_price: ask }: Priced): number => (side === 'buy' ? ask : bid) ?? price;

/**
 * Stop `stopAtr` ATR behind the entry, targets `target1R` and `target2R` times that distance ahead, each moved to the next tick
 * away from the entry: a stop is never tighter, a target never cheaper than stated. `undefined` without an ATR, or where a level
 * would not be a price.
 */
export const levelsOf = (opportunity: Opportunity, atr: number | undefined, settings: FinderSettings): Levels | undefined => {
  if (atr === undefined || !(atr > 0)) return undefined;
  const sign = opportunity.side === 'buy' ? 1 : -1;
  const entry = entryPriceOf(opportunity);
  const risk = settings.stopAtr * atr;
  const level = (offset: number): number =>
    snapToTick(entry + sign * offset, opportunity.tick_size, sign * offset > 0 ? 'up' : 'down');
  const stopPrice = level(-risk);
  const target1Price = level(settings.target1R * risk);
  const target2Price = level(settings.target2R * risk);
  const isOrdered = sign * (entry - stopPrice) > 0 && sign * (target1Price - entry) > 0 && sign * (target2Price - target1Price) > 0;
  return isOrdered && Math.min(stopPrice, target1Price, target2Price) > 0 ? { stopPrice, target1Price, target2Price } : undefined;
};
