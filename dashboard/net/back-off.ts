const [BASE_MS, CAP_MS] = [500, 30_000];

/**
 * Delay before attempt `attempt` (0 = the first retry): uniform over [0, min(cap, base * 2^attempt)], which spreads the pages of one outage
 * best (AWS Architecture Blog, "Exponential Backoff And Jitter", 2015). `random` answers in [0, 1).
 */
export const backOffMs = (attempt: number, random: () => number): number => Math.floor(random() * Math.min(CAP_MS, BASE_MS * 2 ** attempt));
