const keyOf = (symbol: string, type: string): string => `${symbol}|${type}`;

/** Lets one opportunity per symbol and type through, then holds the next ones back for `coolDownMs` of venue time (C1.11). */
export class CoolDown {
  suppressed = 0;
  private readonly lastMs = new Map<string, number>();

  constructor(private readonly coolDownMs: number) {}

  admits(symbol: string, type: string, timeMs: number): boolean {
    if (this.remainingMs(symbol, type, timeMs) > 0) {
      this.suppressed += 1;
      return false;
    }
    this.lastMs.set(keyOf(symbol, type), timeMs);
    return true;
  }

  /** For how much longer the next one is held back; 0 where it is not. */
  remainingMs(symbol: string, type: string, timeMs: number): number {
    const lastMs = this.lastMs.get(keyOf(symbol, type));
    return lastMs === undefined ? 0 : Math.max(0, this.coolDownMs - (timeMs - lastMs));
  }

  /** What was let through last, and when; for `putBack`. */
  admissions(): readonly (readonly [key: string, timeMs: number])[] {
    return [...this.lastMs];
  }

  putBack(admissions: readonly (readonly [key: string, timeMs: number])[]): void {
    for (const [key, timeMs] of admissions) this.lastMs.set(key, timeMs);
  }

  /** Forgets what no longer holds anything back, so that memory follows the watch list. */
  sweep(timeMs: number): void {
    for (const [key, lastMs] of this.lastMs) if (timeMs - lastMs >= this.coolDownMs) this.lastMs.delete(key);
  }
}
