import { FINDER_BARS } from '../../core/contracts/opportunity';
import { type Bar, MINUTE_MS } from '../../core/market/bar';
import type { MarketClock } from '../clock';
import { TimerSet } from './timer-set';

export const REPAIR_BARS = 5;
/** Market time after the end of a minute at which the venue's history has it. */
const SETTLE_MS = 1_500;
/** Market time within which a subscription delivers. Made nearer to the end of a minute than this, the next one may be seen in part too. */
const ARRIVAL_MS = 10_000;
const TICK_MS = 200;
const MAX_TRIES = 5;
const RETRY_MS = 2_000;

export interface BackfillPorts {
  readonly clock: MarketClock;
  readonly fetchBars: (symbol: string, limit: number) => Promise<readonly Bar[]>;
  readonly onBars: (symbol: string, bars: readonly Bar[]) => void;
  readonly onFailure: (cause: string) => void;
}

interface Repair {
  limit: number;
  /** The minute that was seen in part: the history must reach it. */
  minuteMs: number;
  /** The minute in which trades are seen for certain: the same, or the next one where the subscription was made near its end. */
  readonly lastMinuteMs: number;
  dueTimeMs: number;
  tries: number;
}

const minuteOf = (timeMs: number): number => Math.floor(timeMs / MINUTE_MS) * MINUTE_MS;

const dueOf = (minuteMs: number): number => minuteMs + MINUTE_MS + SETTLE_MS;

/**
 * Fetches history for symbols that join and for minutes seen in part: at once what is closed, and once more when the
 * minute of joining (or of a gap's end) has closed too. Due times are market time; the polling is real time.
 */
export class BarBackfill {
  private readonly timers = new TimerSet();
  private readonly repairs = new Map<string, Repair>();
  private readonly members = new Set<string>();
  private isStopped = false;

  constructor(private readonly ports: BackfillPorts) {
    this.timers.every('due', TICK_MS, () => { this.runDue(); });
  }

  /** The symbol is watched from now on. */
  join(symbol: string): void {
    this.members.add(symbol);
    this.repair(symbol, FINDER_BARS, this.ports.clock.nowMs() + ARRIVAL_MS);
  }

  /** The symbol's trades deliver again after having been blind since `blindSinceMs`. */
  resumed(symbol: string, blindSinceMs: number): void {
    const minutes = Math.ceil((this.ports.clock.nowMs() - blindSinceMs) / MINUTE_MS);
    this.repair(symbol, Math.min(FINDER_BARS, Math.max(0, minutes) + REPAIR_BARS), this.ports.clock.nowMs());
  }

  leave(symbol: string): void {
    this.members.delete(symbol);
    this.repairs.delete(symbol);
  }

  stop(): void {
    this.isStopped = true;
    this.timers.clear();
    this.members.clear();
    this.repairs.clear();
  }

  private repair(symbol: string, limit: number, deliversTimeMs: number): void {
    if (!this.members.has(symbol)) return;
    const [minuteMs, lastMinuteMs] = [minuteOf(this.ports.clock.nowMs()), minuteOf(deliversTimeMs)];
    this.repairs.set(symbol, { limit: REPAIR_BARS, minuteMs, lastMinuteMs, dueTimeMs: dueOf(minuteMs), tries: 0 });
    void this.fetch(symbol, limit, undefined);
  }

  private runDue(): void {
    const nowMs = this.ports.clock.nowMs();
    for (const [symbol, repair] of this.repairs) {
      if (repair.dueTimeMs > nowMs) continue;
      repair.dueTimeMs = Number.POSITIVE_INFINITY;
      repair.tries += 1;
      void this.fetch(symbol, repair.limit, repair);
    }
  }

  private async fetch(symbol: string, limit: number, repair: Repair | undefined): Promise<void> {
    let bars: readonly Bar[] = [];
    try {
      bars = await this.ports.fetchBars(symbol, limit);
    } catch (error) {
      if (!this.isStopped) this.ports.onFailure(error instanceof Error ? error.message : String(error));
      // What the first fetch could not bring, the repair must.
      const next = this.repairs.get(symbol);
      if (next !== undefined) next.limit = Math.max(next.limit, limit);
    }
    if (this.isStopped || !this.members.has(symbol)) return;
    if (bars.length > 0) this.ports.onBars(symbol, bars);
    if (repair !== undefined) this.settle(symbol, repair, bars);
  }

  /** Asks again while the history has not reached the minute; then goes on to the next one, if that was seen in part too, or lets go. */
  private settle(symbol: string, repair: Repair, bars: readonly Bar[]): void {
    if (this.repairs.get(symbol) !== repair) return;
    const reached = (bars.at(-1)?.startTimeMs ?? 0) >= repair.minuteMs;
    const isOver = reached || repair.tries >= MAX_TRIES;
    if (isOver && repair.minuteMs < repair.lastMinuteMs) {
      repair.minuteMs = repair.lastMinuteMs;
      repair.dueTimeMs = dueOf(repair.minuteMs);
      repair.tries = 0;
    } else if (isOver) this.repairs.delete(symbol);
    else repair.dueTimeMs = this.ports.clock.nowMs() + RETRY_MS * repair.tries;
  }
}
