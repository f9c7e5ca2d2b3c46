const MINUTE_MS = 60_000;
/** So many requests after a 429 are forgiven before the address is banned. */
const FORGIVEN = 5;

export type WeightAnswer =
  | { readonly kind: 'allowed'; readonly usedWeight: number }
  | { readonly kind: 'refused'; readonly status: 429 | 418; readonly retryAfterSeconds: number };

/**
 * Request weight per minute of real time, as the venue counts it by address (rest-api.md, "IP Limits"): beyond the limit 429, and 418 with
 * a ban for who does not stop.
 */
export class RequestWeights {
  private minute = 0;
  private used = 0;
  private refusals = 0;
  private bannedUntilMs = 0;

  constructor(readonly limit: number, private readonly banMs: number) {}

  take(weight: number, nowMs: number): WeightAnswer {
    if (nowMs < this.bannedUntilMs) return this.refused(418, this.bannedUntilMs - nowMs);
    const minute = Math.floor(nowMs / MINUTE_MS);
    if (minute !== this.minute) [this.minute, this.used, this.refusals] = [minute, 0, 0];
    if (this.used + weight <= this.limit) {
      this.used += weight;
      return { kind: 'allowed', usedWeight: this.used };
    }
    this.refusals += 1;
    if (this.refusals <= FORGIVEN) return this.refused(429, (minute + 1) * MINUTE_MS - nowMs);
    this.bannedUntilMs = nowMs + this.banMs;
    return this.refused(418, this.banMs);
  }

  private refused(status: 429 | 418, waitMs: number): WeightAnswer {
    return { kind: 'refused', status, retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) };
  }
}
