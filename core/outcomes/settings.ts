import { roundTripFeeFraction } from '../market/fees';

/** Every number that the measurement of outcomes rests on. */
export interface OutcomeSettings {
  /**
   * Fees of getting in and out, as a fraction of the entry. Default 0.0011: Bybit's, as in `VENUE_FEES`. A live outcome has the fees
   * of its venue; this is what a replay measures by, and what a "what if" changes.
   */
  readonly roundTripCostFraction: number;
  /** Below this many outcomes a precision is called "not enough data". Default 30: at 30 the 95 % interval is still about ±0.17 wide. */
  readonly minOutcomes: number;
}

export const DEFAULT_OUTCOME_SETTINGS: OutcomeSettings = { roundTripCostFraction: roundTripFeeFraction('bybit'), minOutcomes: 30 };
