/** Bounds of a full-jitter exponential back-off, in milliseconds. */
export interface BackoffBounds {
  readonly baseMs: number;
  readonly capMs: number;
}

export const DEFAULT_BACKOFF: BackoffBounds = { baseMs: 500, capMs: 30_000 };

/**
 * Delay before attempt `attempt` (0 = the first retry): uniform over [0, min(cap, base * 2^attempt)].
 * Full jitter spreads the clients of one outage best (AWS Architecture Blog, "Exponential Backoff And Jitter", 2015).
 * `random` answers in [0, 1).
 */
export const fullJitterDelayMs = (attempt: number, random: () => number, bounds: BackoffBounds = DEFAULT_BACKOFF): number =>
  Math.floor(random() * Math.min(bounds.capMs, bounds.baseMs * 2 ** Math.max(0, attempt)));
