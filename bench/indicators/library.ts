import type { Ticks } from './ticks';

/** Feeds all ticks, one at a time, and gives the sum of all answers. */
export type Feed = (ticks: Ticks) => number;

export const INDICATORS = ['bollinger', 'sma', 'atr', 'rsi', 'macd'] as const;
export type IndicatorName = (typeof INDICATORS)[number];

/**
 * One library's streaming form of each indicator, with a state per symbol. Each loop is written out, in every file again: one loop over
 * callbacks would be compiled for all of them together, and none would run as it does for its users.
 */
export interface Library extends Readonly<Record<IndicatorName, (symbols: number) => Feed>> {
  readonly name: string;
}

export const BAND_WINDOW = 20;
export const BAND_DEVIATIONS = 2;
export const MEAN_WINDOW = 20;
export const WILDER_WINDOW = 14;
export const MACD_SPANS = { fast: 12, slow: 26, signal: 9 } as const;

export const perSymbol = <State>(symbols: number, make: () => State): readonly State[] => Array.from({ length: symbols }, make);
