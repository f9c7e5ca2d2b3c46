/**
 * What the finder asks of an opportunity that expects the price to turn at a large level, besides the checks that every one must pass.
 * Distances are in ATR, the mean range of a minute, and read in the direction of the side: a buy stands above its level.
 *
 * Trend, RSI, MACD and the entry's place in the bands are not asked as of a momentum opportunity: the price has come down to a bid (up
 * to an ask), so all four speak against the side just where a level is tested.
 */
export interface ReversionSettings {
  /**
   * Least (fast EMA - slow EMA) / ATR. Default -2.5: levels break in steep trends. On a random walk 98 % of readings lie above it, two
   * standard deviations from 0 (simulated in the tests), so that what fails is a trend and not chance.
   */
  readonly minTrendAtr: number;
  /**
   * Greatest distance from the entry to the level. Default 1.5: the stop is 2 ATR away, so it lies behind the level with half an ATR to
   * spare. Further away, the stop would be reached before the level could hold.
   */
  readonly maxWallDistanceAtr: number;
  /** Bars in which the price's nearest approach to the level is looked for. Default 5: the minutes of the test at hand. */
  readonly approachBars: number;
  /** Greatest distance that the entry has turned from that approach. Default 1.5: half way to the first target is no longer the entry. */
  readonly maxBounceAtr: number;
}

export const DEFAULT_REVERSION: ReversionSettings = { minTrendAtr: -2.5, maxWallDistanceAtr: 1.5, approachBars: 5, maxBounceAtr: 1.5 };
