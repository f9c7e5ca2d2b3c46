/** A closed bar with trades, as both ways have it. */
export interface BenchBar {
  readonly symbol: string;
  readonly startTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly tradeCount: number;
}

/** Every number of every bar, however the symbols' bars were interleaved. */
export const textOfBars = (bars: readonly BenchBar[]): string =>
  bars.map(({ symbol, startTimeMs, open, high, low, close, volume, tradeCount }) => [symbol, startTimeMs, open, high, low, close, volume, tradeCount].join(' '))
    .sort().join('\n');
