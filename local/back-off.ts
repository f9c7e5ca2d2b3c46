/** Waiting times between restarts of something that keeps failing: doubling from the first to the last, started anew after a success. */
export class BackOff {
  private nextMs: number;

  constructor(private readonly firstMs: number, private readonly lastMs: number) {
    this.nextMs = firstMs;
  }

  /** The wait before the next attempt, in milliseconds. */
  next(): number {
    const waitMs = this.nextMs;
    this.nextMs = Math.min(this.nextMs * 2, this.lastMs);
    return waitMs;
  }

  reset(): void {
    this.nextMs = this.firstMs;
  }
}
