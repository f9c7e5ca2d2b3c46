/** Lets one opportunity per symbol and type through, then holds the next ones back for `coolDownMs` of venue time (C1.11). */
export class CoolDown {
  suppressed = 0;
  private readonly lastMs = new Map<string, number>();

  constructor(private readonly coolDownMs: number) {}

  admits(symbol: string, type: string, timeMs: number): boolean {
    const key = `${symbol}|${type}`;
    const lastMs = this.lastMs.get(key);
    if (lastMs !== undefined && timeMs - lastMs < this.coolDownMs) {
      this.suppressed += 1;
      return false;
    }
    this.lastMs.set(key, timeMs);
    return true;
  }

  /** Forgets what no longer holds anything back, so that memory follows the watch list. */
  sweep(timeMs: number): void {
    for (const [key, lastMs] of this.lastMs) if (timeMs - lastMs >= this.coolDownMs) this.lastMs.delete(key);
  }
}
