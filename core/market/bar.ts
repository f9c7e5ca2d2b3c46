export const MINUTE_MS = 60_000;

/**
 * One OHLCV bar. `[startTimeMs, startTimeMs + interval)` on the venue's clock.
 * Prices in quote currency, `volume` in base units; a bar without trades is flat at the last close with `tradeCount` 0.
 */
export interface Bar {
  readonly startTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly tradeCount: number;
}

/** A bar in which nothing traded. */
export const flatBar = (startTimeMs: number, price: number): Bar =>
  ({ startTimeMs, open: price, high: price, low: price, close: price, volume: 0, tradeCount: 0 });
