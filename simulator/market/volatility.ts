import type { Random } from './random';

/** Bound once: a lookup of the global object per draw is slow in sandboxed runtimes such as a test runner's. */
const { abs, exp, min, sqrt } = Math;

const bump = (hour: number, peak: number, width: number): number => {
  const distance = min(abs(hour - peak), 24 - abs(hour - peak));
  return exp(-((distance / width) ** 2) / 2);
};

const rawSession = (hour: number): number => 0.72 + 0.25 * bump(hour, 1.5, 1.6) + 0.3 * bump(hour, 8.5, 1.8) + 0.65 * bump(hour, 14.8, 2.2);

const SESSION_BY_MINUTE = (() => {
  const raw = Array.from({ length: 1_440 }, (_, minute) => rawSession(minute / 60));
  const mean = raw.reduce((sum, value) => sum + value, 0) / raw.length;
  return raw.map((value) => value / mean);
})();

/** Activity by the time of day (UTC): peaks at the openings of Asia, Europe and the Americas; the day's mean is 1. */
export const sessionFactor = (minute: number): number => SESSION_BY_MINUTE[((minute % 1_440) + 1_440) % 1_440] ?? 1;

const SLOW = { persistence: 0.99, deviation: 0.42 };
const FAST = { persistence: 0.85, deviation: 0.32 };

const step = (value: number, { persistence, deviation }: typeof SLOW, shock: number): number =>
  persistence * value + deviation * sqrt(1 - persistence * persistence) * shock;

/**
 * Volatility that clusters: the log of it is the sum of two first-order autoregressions per minute with half-lives of about
 * 69 and 4 minutes (two-factor log-normal stochastic volatility). `multiple` keeps a mean square of 1.
 */
export class ClusteredVolatility {
  multiple = 1;
  private slow = 0;
  private fast = 0;

  /** One minute on; the two shocks come from the caller's generator. */
  nextMinute(random: Random): void {
    this.slow = step(this.slow, SLOW, random.normal());
    this.fast = step(this.fast, FAST, random.normal());
    this.multiple = exp(this.slow + this.fast - (SLOW.deviation ** 2 + FAST.deviation ** 2));
  }
}
