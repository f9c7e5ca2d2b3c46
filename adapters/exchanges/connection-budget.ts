/** How many connects a venue may see from us in a sliding window. */
export interface BudgetBounds {
  readonly connects: number;
  readonly windowMs: number;
}

/** Far below what venues permit (Bybit: 500 per 5 minutes per domain), because every connect of an outage counts. */
export const DEFAULT_BUDGET: BudgetBounds = { connects: 20, windowMs: 300_000 };

/**
 * The connects of one venue, shared by all of its sockets. Every attempt counts, however politely it ended:
 * a venue that accepts and closes cleanly is the case that bans clients. Times are those of one monotonic clock.
 */
export class ConnectionBudget {
  private readonly connectTimesMs: number[] = [];
  private blockedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(readonly bounds: BudgetBounds = DEFAULT_BUDGET) {}

  /** Milliseconds until a connect is allowed; 0 = now. */
  waitMs(nowMs: number): number {
    this.forget(nowMs);
    const oldest = this.connectTimesMs[this.connectTimesMs.length - this.bounds.connects];
    const forWindow = oldest === undefined ? 0 : oldest + this.bounds.windowMs - nowMs;
    return Math.max(0, forWindow, this.blockedUntilMs - nowMs);
  }

  /** Takes one connect out of the budget; false (and nothing taken) when none is left or the venue told us to wait. */
  take(nowMs: number): boolean {
    if (this.waitMs(nowMs) > 0) return false;
    this.connectTimesMs.push(nowMs);
    return true;
  }

  /** The venue asked for silence (Retry-After, a ban): no connect before `timeMs`. Never shortens an earlier block. */
  blockUntil(timeMs: number): void {
    this.blockedUntilMs = Math.max(this.blockedUntilMs, timeMs);
  }

  /** Whether the wait, if any, is the venue's wish and not our own count. */
  isBlocked(nowMs: number): boolean {
    return this.blockedUntilMs > nowMs;
  }

  private forget(nowMs: number): void {
    while (this.connectTimesMs.length > 0 && (this.connectTimesMs[0] ?? 0) <= nowMs - this.bounds.windowMs) {
      this.connectTimesMs.shift();
    }
  }
}
