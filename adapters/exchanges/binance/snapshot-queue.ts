import type { BookSnapshotEvent } from '../../../core/market/depth-events';
import { fullJitterDelayMs, type BackoffBounds } from '../../../core/retry/full-jitter';
import { TimerSet } from '../timer-set';

/** S2.8: one to three observers, by how much waits. */
const SECOND_FROM = 3;
const THIRD_FROM = 11;
const BACKOFF: BackoffBounds = { baseMs: 1_000, capMs: 30_000 };

export interface SnapshotPorts {
  readonly fetch: (symbol: string) => Promise<BookSnapshotEvent>;
  readonly onSnapshot: (snapshot: BookSnapshotEvent) => void;
  readonly onFailure: (cause: string) => void;
  /** Whether the symbol's book is still kept. */
  readonly isWanted: (symbol: string) => boolean;
  readonly random: () => number;
}

export const snapshotWorkers = (waiting: number): number => (waiting >= THIRD_FROM ? 3 : waiting >= SECOND_FROM ? 2 : 1);

/** Fetches books one after the other, each symbol at most once at a time, and again after a failure for as long as it is wanted. */
export class SnapshotQueue {
  private readonly timers = new TimerSet();
  /** In the order of asking. */
  private readonly waiting = new Set<string>();
  private readonly running = new Set<string>();
  private readonly failures = new Map<string, number>();
  private isStopped = false;

  constructor(private readonly ports: SnapshotPorts) {}

  get size(): number {
    return this.waiting.size + this.running.size;
  }

  request(symbol: string): void {
    if (this.isStopped || this.running.has(symbol)) return;
    this.timers.cancel(symbol);
    this.waiting.add(symbol);
    this.pump();
  }

  stop(): void {
    this.isStopped = true;
    this.timers.clear();
    this.waiting.clear();
  }

  private pump(): void {
    for (const symbol of this.waiting) {
      if (this.running.size >= snapshotWorkers(this.waiting.size)) return;
      this.waiting.delete(symbol);
      if (this.ports.isWanted(symbol)) void this.fetch(symbol);
      else this.failures.delete(symbol);
    }
  }

  private async fetch(symbol: string): Promise<void> {
    this.running.add(symbol);
    let snapshot: BookSnapshotEvent | undefined;
    try {
      snapshot = await this.ports.fetch(symbol);
      this.failures.delete(symbol);
    } catch (error) {
      this.failed(symbol, error instanceof Error ? error.message : String(error));
    }
    // Before it is shown: whoever takes it may ask again.
    this.running.delete(symbol);
    if (this.isStopped) return;
    if (snapshot !== undefined && this.ports.isWanted(symbol)) this.ports.onSnapshot(snapshot);
    this.pump();
  }

  private failed(symbol: string, cause: string): void {
    if (this.isStopped) return;
    this.ports.onFailure(cause);
    const failures = this.failures.get(symbol) ?? 0;
    this.failures.set(symbol, failures + 1);
    this.timers.after(symbol, fullJitterDelayMs(failures + 1, this.ports.random, BACKOFF), () => { this.request(symbol); });
  }
}
