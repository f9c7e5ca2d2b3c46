import type { GapCause } from '../../core/market/events';

export interface SymbolWatchLimits {
  /** Longest normal silence of one subscribed symbol; `undefined` where a symbol may rightly be silent for ever. */
  readonly idleMs: number | undefined;
  readonly firstDataMs: number;
  /** At most one resubscription of the same symbol in this time. */
  readonly retryMs: number;
}

export interface Stall {
  readonly symbol: string;
  readonly cause: GapCause;
  /** Market time of its last data, or of its subscription when there was none. */
  readonly lastDataTimeMs: number;
}

interface Watched {
  expectedSinceMs: number;
  lastDataMs: number | undefined;
  lastDataTimeMs: number;
  lastRetryMs: number;
}

/** Finds single symbols that fell silent on a connection that is otherwise alive. Monotonic times, passed in. */
export class SymbolWatch {
  private readonly watched = new Map<string, Watched>();

  constructor(private readonly limits: SymbolWatchLimits) {}

  /** The symbol's subscription went out. Resets what was known of it. `marketTimeMs` is the market clock's now. */
  expect(symbol: string, nowMs: number, marketTimeMs: number): void {
    this.watched.set(symbol, {
      expectedSinceMs: nowMs, lastDataMs: undefined, lastDataTimeMs: marketTimeMs, lastRetryMs: Number.NEGATIVE_INFINITY,
    });
  }

  forget(symbol: string): void {
    this.watched.delete(symbol);
  }

  data(symbol: string, nowMs: number, marketTimeMs: number): void {
    const entry = this.watched.get(symbol);
    if (entry === undefined) return;
    entry.lastDataMs = nowMs;
    entry.lastDataTimeMs = marketTimeMs;
  }

  /** Symbols to resubscribe now. Call only while the connection itself delivers and our own loop was not blocked. */
  stalled(nowMs: number): Stall[] {
    const stalls: Stall[] = [];
    for (const [symbol, entry] of this.watched) {
      const cause = this.causeOf(entry, nowMs);
      if (cause === undefined || nowMs - entry.lastRetryMs < this.limits.retryMs) continue;
      entry.lastRetryMs = nowMs;
      stalls.push({ symbol, cause, lastDataTimeMs: entry.lastDataTimeMs });
    }
    return stalls;
  }

  private causeOf(entry: Watched, nowMs: number): GapCause | undefined {
    const { idleMs, firstDataMs } = this.limits;
    if (entry.lastDataMs === undefined) return nowMs - entry.expectedSinceMs > firstDataMs ? 'no-first-data' : undefined;
    return idleMs !== undefined && nowMs - entry.lastDataMs > idleMs ? 'data-stall' : undefined;
  }
}
