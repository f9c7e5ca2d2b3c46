import { VOLATILITY_TERCILES, type VolatilityTercile } from '../contracts/aftermath';
import type { WireBar } from '../contracts/common';

/** Minutes over which volatility is taken, and how many of them must be there to call one of them high or low. */
const WINDOW_BARS = 20;
const LEAST_WINDOWS = 100;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Parts of the day by the openings that move crypto: Asia 00-08 UTC (09-17 in Seoul), Europe 08-14 UTC (17-23), the Americas 14-21 UTC
 * (23-06), and the hours between New York's close and Seoul's open, 21-24 UTC (06-09).
 */
export const DAY_SESSIONS = ['asia', 'europe', 'america', 'late'] as const;
export type DaySession = (typeof DAY_SESSIONS)[number];

export const WEEK_PARTS = ['weekday', 'weekend'] as const;
export type WeekPart = (typeof WEEK_PARTS)[number];

/** What kind of market an opportunity was found in. */
export interface Regime {
  readonly volatility: VolatilityTercile | undefined;
  readonly session: DaySession;
  readonly week: WeekPart;
}

export const daySessionOf = (timeMs: number): DaySession => {
  const hour = Math.floor((timeMs % DAY_MS) / HOUR_MS);
  if (hour < 8) return 'asia';
  if (hour < 14) return 'europe';
  return hour < 21 ? 'america' : 'late';
};

/** Saturday and Sunday in UTC: 1970-01-01 was a Thursday. */
export const weekPartOf = (timeMs: number): WeekPart => {
  const day = (Math.floor(timeMs / DAY_MS) + 4) % 7;
  return day === 0 || day === 6 ? 'weekend' : 'weekday';
};

/**
 * Sum of squared log returns over each run of `WINDOW_BARS` minutes, oldest first: realised variance (T. G. Andersen, T. Bollerslev,
 * "Answering the Skeptics", International Economic Review 39(4), 1998).
 */
const realisedVariances = (bars: readonly WireBar[]): number[] => {
  const squares = bars.slice(1).map((bar, index) => Math.log(bar[4] / (bars[index]?.[4] ?? bar[4])) ** 2);
  return Array.from({ length: Math.max(0, squares.length - WINDOW_BARS + 1) }, (_, from) =>
    squares.slice(from, from + WINDOW_BARS).reduce((sum, square) => sum + square, 0));
};

/**
 * How volatile the last 20 minutes were among all runs of 20 minutes in the bars: below a third of them, above two thirds, or
 * between. Against the symbol's own last hours, so that a quiet coin can have a wild hour. `undefined` with less than 120 bars.
 */
export const volatilityTercileOf = (bars: readonly WireBar[]): VolatilityTercile | undefined => {
  const variances = realisedVariances(bars);
  const last = variances.at(-1);
  if (last === undefined || variances.length < LEAST_WINDOWS) return undefined;
  const below = variances.filter((variance) => variance < last).length / variances.length;
  return VOLATILITY_TERCILES[Math.min(2, Math.floor(3 * below))];
};

export const regimeOf = (entryTimeMs: number, volatility: VolatilityTercile | null): Regime =>
  ({ volatility: volatility ?? undefined, session: daySessionOf(entryTimeMs), week: weekPartOf(entryTimeMs) });
