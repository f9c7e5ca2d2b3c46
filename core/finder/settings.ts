import { FINDER_BARS } from '../contracts/opportunity';
import { roundTripFeeFraction } from '../market/fees';

/**
 * Every threshold of the finder. It looks at closed one-minute bars (C1.2), so "bars" below are minutes. Distances are in ATR, the
 * mean range of a minute, so that one number fits BTC and a thin coin; ratios are fractions. All of it is read in the direction of
 * the opportunity's side: for a sell, prices are mirrored and RSI becomes 100 - RSI.
 */
export interface FinderSettings {
  /** Bars needed (S1.45). Default 200: fewer means the symbol was just listed, or its history has not arrived. At least 60. */
  readonly minBars: number;
  /** From our receipt to the decision. Default 30,000 ms: a scalp entry older than that is another market. */
  readonly maxReceiveAgeMs: number;
  /** From the end of the last closed bar to the opportunity. Default 180,000 ms: up to two missing minutes are a slow backfill. */
  readonly maxBarAgeMs: number;

  /** EMA windows of the trend. Default 20 and 50: the short trend that a scalp lives in against the hour around it. */
  readonly trendFastBars: number;
  readonly trendSlowBars: number;
  /** Least (fast EMA - slow EMA) / ATR. Default -0.5: a flat market is tolerated, a trend against the side is not. */
  readonly minTrendAtr: number;
  /** RSI window. Default 14 (Wilder). */
  readonly rsiBars: number;
  /** Least RSI. Default 45: below it the last minutes went the other way. */
  readonly minRsi: number;
  /** Greatest RSI. Default 80: above it most of the move is behind us. Wilder's 70 is passed by every real break-out. */
  readonly maxRsi: number;
  /** MACD windows. Default 12, 26 and 9 (Appel). */
  readonly macdFastBars: number;
  readonly macdSlowBars: number;
  readonly macdSignalBars: number;
  /** Least of the MACD histogram or its change over one bar, whichever is more, in ATR. Default 0: positive, or turning up. */
  readonly minMacdAtr: number;
  /** ATR window. Default 14 (Wilder). */
  readonly atrBars: number;
  /** ATR / price. Default 0.0004 to 0.02: below, fees eat the targets; above, the stop would be 4 % away. */
  readonly minAtrFraction: number;
  readonly maxAtrFraction: number;
  /** Bollinger window and deviations of the minute bars. Default 20 and 2 (S1.10). */
  readonly bandBars: number;
  readonly bandDeviations: number;
  /** Greatest %B of the entry (1 = upper band, for a sell mirrored). Default 1.3: beyond it the entry chases. */
  readonly maxBandPosition: number;
  /** Recent range for the room to run. Default 60 bars: the hour that others draw their lines from. */
  readonly rangeBars: number;
  /** Least room in ATR. Default 1: half way to the stop, so that the nearest old extreme does not stop the move at once. */
  readonly minRoomAtr: number;
  /** Greatest (ask - bid) / mid, in basis points. Default 10: one tenth of a per cent, about one round trip of fees. */
  readonly maxSpreadBps: number;

  /** Stop distance. Default 2 ATR: outside the noise of two usual minutes. */
  readonly stopAtr: number;
  /** Targets as multiples of the stop distance (R). Default 1.5 and 3. */
  readonly target1R: number;
  readonly target2R: number;
  /** Fees of both ways as a fraction of the entry. Default 0.0011: Bybit taker 0.055 % twice. The finder's function puts in the venue's. */
  readonly roundTripCostFraction: number;
  /** Least (first target - cost) / (stop distance + cost), cost with the spread. Default 0.5: needs 2 wins in 3 to break even. */
  readonly minNetRewardRisk: number;
  /** Validity of the entry after the opportunity. Default 120,000 ms: two bars later the reading is another one. */
  readonly validForMs: number;

  /** Share of the opportunity's own confidence in the signal's; the rest is the strength of the checks. Default 0.5. */
  readonly opportunityWeight: number;
}

export const DEFAULT_FINDER: FinderSettings = {
  minBars: FINDER_BARS,
  maxReceiveAgeMs: 30_000,
  maxBarAgeMs: 180_000,
  trendFastBars: 20,
  trendSlowBars: 50,
  minTrendAtr: -0.5,
  rsiBars: 14,
  minRsi: 45,
  maxRsi: 80,
  macdFastBars: 12,
  macdSlowBars: 26,
  macdSignalBars: 9,
  minMacdAtr: 0,
  atrBars: 14,
  minAtrFraction: 0.0004,
  maxAtrFraction: 0.02,
  bandBars: 20,
  bandDeviations: 2,
  maxBandPosition: 1.3,
  rangeBars: 60,
  minRoomAtr: 1,
  maxSpreadBps: 10,
  stopAtr: 2,
  target1R: 1.5,
  target2R: 3,
  roundTripCostFraction: roundTripFeeFraction('bybit'),
  minNetRewardRisk: 0.5,
  validForMs: 120_000,
  opportunityWeight: 0.5,
};

/** Real time passes between receipt and decision: on a market clock that runs `speed` times as fast it is that much more market time. */
export const finderAtSpeed = (settings: FinderSettings, speed: number): FinderSettings =>
  ({ ...settings, maxReceiveAgeMs: settings.maxReceiveAgeMs * speed });
