/** Permits a burst and then a steady rate. Times are those of one monotonic clock, in milliseconds. */
export class TokenBucket {
  private tokens: number;

  constructor(private readonly burst: number, private readonly perSecond: number, private lastMs: number) {
    this.tokens = burst;
  }

  /** Takes one; false: none is left. */
  take(nowMs: number): boolean {
    this.tokens = Math.min(this.burst, this.tokens + (Math.max(0, nowMs - this.lastMs) / 1_000) * this.perSecond);
    this.lastMs = nowMs;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  /** Whether it is as if it had never been used. */
  isFull(nowMs: number): boolean {
    return this.tokens + (Math.max(0, nowMs - this.lastMs) / 1_000) * this.perSecond >= this.burst;
  }
}
