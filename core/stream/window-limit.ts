/** At most `perSecond` in any window of one second, wherever the window begins. Times are those of one monotonic clock. */
export class WindowLimit {
  private readonly takenMs: number[] = [];

  constructor(private readonly perSecond: number) {}

  /** Takes a place; false: the second behind us is full. */
  take(nowMs: number): boolean {
    while (this.takenMs.length > 0 && (this.takenMs[0] ?? nowMs) <= nowMs - 1_000) this.takenMs.shift();
    if (this.takenMs.length >= this.perSecond) return false;
    this.takenMs.push(nowMs);
    return true;
  }
}
