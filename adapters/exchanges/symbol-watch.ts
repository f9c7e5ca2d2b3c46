import type { GapCause } from '../../core/market/events';
import type { SymbolId } from '../../core/market/symbol-table';

export interface SymbolWatchLimits {
  /** Longest normal silence of one subscribed symbol; `undefined` where a symbol may rightly be silent for ever. */
  readonly idleMs: number | undefined;
  readonly firstDataMs: number;
  /** At most one resubscription of the same symbol in this time. */
  readonly retryMs: number;
}

export interface Stall {
  readonly symbolId: SymbolId;
  readonly cause: GapCause;
  /** Market time of its last data, or of its subscription when there was none. */
  readonly lastDataTimeMs: number;
}

/** All times are numbers from the start, so that noting data writes in place. */
interface Watched {
  readonly expectedSinceMs: number;
  /** Minus infinity before the first data. */
  lastDataMs: number;
  lastDataTimeMs: number;
  lastRetryMs: number;
}

/** Finds single symbols that fell silent on a connection that is otherwise alive. Monotonic times, passed in. */
export class SymbolWatch {
  private readonly watched: (Watched | undefined)[] = [];

  constructor(private readonly limits: SymbolWatchLimits) {}

  /** The symbol's subscription went out. Resets what was known of it. `marketTimeMs` is the market clock's now. */
  expect(id: SymbolId, nowMs: number, marketTimeMs: number): void {
    this.watched[id] = {
      expectedSinceMs: nowMs, lastDataMs: Number.NEGATIVE_INFINITY, lastDataTimeMs: marketTimeMs, lastRetryMs: Number.NEGATIVE_INFINITY,
    };
  }

  forget(id: SymbolId): void {
    this.watched[id] = undefined;
  }

  data(id: SymbolId, nowMs: number, marketTimeMs: number): void {
    const entry = this.watched[id];
    if (entry === undefined) return;
    entry.lastDataMs = nowMs;
    entry.lastDataTimeMs = marketTimeMs;
  }

  /** Symbols to resubscribe now. Call only while the connection itself delivers and our own loop was not blocked. */
  stalled(nowMs: number): Stall[] {
    const stalls: Stall[] = [];
    for (const [symbolId, entry] of this.watched.entries()) {
      const cause = entry && this.causeOf(entry, nowMs);
      if (!entry || cause === undefined || nowMs - entry.lastRetryMs < this.limits.retryMs) continue;
      entry.lastRetryMs = nowMs;
      stalls.push({ symbolId, cause, lastDataTimeMs: entry.lastDataTimeMs });
    }
    return stalls;
  }

  private causeOf(entry: Watched, nowMs: number): GapCause | undefined {
    const { idleMs, firstDataMs } = this.limits;
    if (entry.lastDataMs === Number.NEGATIVE_INFINITY) return nowMs - entry.expectedSinceMs > firstDataMs ? 'no-first-data' : undefined;
    return idleMs !== undefined && nowMs - entry.lastDataMs > idleMs ? 'data-stall' : undefined;
  }
}
