/** Venues known to the contracts. A feed's wiring sets the venue once; no decoder types it by hand. */
export const VENUES = ['bybit', 'binance', 'binance-usdm'] as const;
export type Venue = (typeof VENUES)[number];

/** A tradable contract as the venue lists it. */
export interface Instrument {
  readonly symbol: string;
  readonly baseCoin: string;
  readonly quoteCoin: string;
  /** Smallest price step, in quote currency per base unit. */
  readonly tickSize: number;
  /** Traded value of the last 24 hours in quote currency, where the list of instruments says it. */
  readonly turnover24h?: number;
}
