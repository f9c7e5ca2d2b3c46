/** Every number that the measurement of outcomes rests on. */
export interface OutcomeSettings {
  /**
   * What entering and leaving costs, as a fraction of the entry. Default 0.0011: Bybit's base taker fee for linear contracts of
   * 0.055 % is paid on both ways (bybit.com/en/help-center, "Trading Fee Structure"). A move smaller than this earns nothing.
   */
  readonly roundTripCostFraction: number;
  /** Below this many outcomes a precision is called "not enough data". Default 30: at 30 the 95 % interval is still about ±0.17 wide. */
  readonly minOutcomes: number;
}

export const DEFAULT_OUTCOME_SETTINGS: OutcomeSettings = { roundTripCostFraction: 0.0011, minOutcomes: 30 };
