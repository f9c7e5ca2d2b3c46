import type { SymbolWatch } from './symbol-watch';

/** Asks for the snapshot that a book waits for: once for each need, again where it was too old or did not come. */
export class SnapshotRequests {
  /** All requests so far. */
  count = 0;
  private readonly askedMs = new Map<SymbolWatch, number>();

  constructor(private readonly timeoutMs: number) {}

  /** True where one is to be fetched for this book now. */
  isDue(watch: SymbolWatch, nowMs: number): boolean {
    if (watch.book?.wantsSnapshot !== true) return false;
    const askedMs = this.askedMs.get(watch);
    if (askedMs !== undefined && Math.abs(nowMs - askedMs) < this.timeoutMs) return false;
    this.askedMs.set(watch, nowMs);
    this.count += 1;
    return true;
  }

  /** The need is over, or is a new one. */
  forget(watch: SymbolWatch): void {
    this.askedMs.delete(watch);
  }
}
