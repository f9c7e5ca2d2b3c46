import { monotonicMs } from './timer-set';

/**
 * The monotonic clock, read once per turn of the event loop's callbacks: frames that came in one read arrived together, and a reading
 * costs a third of what a frame costs.
 */
export class ReadClock {
  private readMs = Number.NaN;
  private isFresh = false;
  private readonly forget = (): void => { this.isFresh = false; };

  /** Milliseconds as of the first call since the present callback began. */
  nowMs(): number {
    if (this.isFresh) return this.readMs;
    this.isFresh = true;
    queueMicrotask(this.forget);
    this.readMs = monotonicMs();
    return this.readMs;
  }
}
