/** Counts what happens within a sliding stretch of real time. */
export class RateWindow {
  private readonly times: number[] = [];

  constructor(private readonly most: number, private readonly windowMs: number) {}

  /** Counts one more; false when it is one too many. What is refused counts as well. */
  take(nowMs: number): boolean {
    while (this.times[0] !== undefined && nowMs - this.times[0] >= this.windowMs) this.times.shift();
    this.times.push(nowMs);
    return this.times.length <= this.most;
  }

  /** Milliseconds until the oldest one counted falls out of the window; 0 when none is counted. */
  waitMs(nowMs: number): number {
    return this.times[0] === undefined ? 0 : Math.max(0, this.times[0] + this.windowMs - nowMs);
  }
}
