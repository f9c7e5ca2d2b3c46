/** What a plant asks of one second of one symbol; absent means "as it would be". */
export interface PlantEffect {
  /** Multiplies the second's random return. */
  readonly volatilityScale?: number;
  /** Added to the log price. */
  readonly drift?: number;
  /** Sets the log of the mid outright. */
  readonly anchorLog?: number;
  /** True when the last trade of the second is to be a buy. */
  readonly closesWithBuy?: boolean;
  readonly tradeScale?: number;
  readonly leastTrades?: number;
  /** Quantity steps traded in this second. */
  readonly volumeSteps?: number;
  readonly buyFraction?: number;
  /** Notional at the best prices. */
  readonly bidNotionalUsdt?: number;
  readonly askNotionalUsdt?: number;
  readonly leastBookUpdates?: number;
  readonly spreadTicks?: number;
}

export const NO_EFFECT: PlantEffect = {};

/**
 * One second of one symbol, decided before any trade or book update of it is drawn: the trades that follow respect `trades`,
 * `low`, `high`, `close` and `volume` exactly, so that minute bars agree with the tape whether or not anyone watched it.
 * Prices in ticks, quantities in steps.
 */
export interface Second {
  second: number;
  startMid: number;
  endMid: number;
  bid: number;
  ask: number;
  /** Last price; unchanged from the second before when nothing traded. */
  close: number;
  high: number;
  low: number;
  trades: number;
  volume: number;
  buyFraction: number;
  closesWithBuy: boolean;
  bidSize: number;
  askSize: number;
  /** The plant fixes the sizes: book updates may only tremble around them. */
  sizesFixed: boolean;
  bookUpdates: number;
}
