import type { Venue } from './instrument';

/** What a venue takes of each trade's value, at its base level without discounts. */
export interface VenueFee {
  /** Fraction of the notional per trade that takes liquidity: alerts are entered and left at once, not by resting orders. */
  readonly takerFraction: number;
  readonly source: string;
}

/** Base rates. A user with discounts has less cost, hence more hits than stated. */
export const VENUE_FEES: Record<Venue, VenueFee> = {
  bybit: { takerFraction: 0.00055, source: 'bybit.com/en/help-center, "Trading Fee Structure": perpetual and futures, non-VIP, taker 0.055 %' },
  binance: { takerFraction: 0.001, source: 'binance.com/en/fee/trading: spot, regular user, taker 0.1 %' },
  'binance-usdm': { takerFraction: 0.0005, source: 'binance.com/en/fee/futureFee: USDⓈ-M, regular user, taker 0.05 %' },
};

/** Taker fees of getting in and out, as a fraction of the entry. */
export const roundTripFeeFraction = (venue: Venue): number => 2 * VENUE_FEES[venue].takerFraction;
