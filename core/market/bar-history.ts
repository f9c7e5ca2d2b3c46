import type { Bar } from './bar';

/**
 * The last closed bars of one interval, upserted by start time: bars from the venue's own history win over bars built here,
 * because ours may have been seen in part.
 */
export class BarHistory {
  private bars: Bar[] = [];

  constructor(readonly intervalMs: number, private readonly capacity: number) {}

  /** Adds a bar built from trades; a bar already known from the venue's history stays. */
  append(bar: Bar): void {
    const last = this.bars.at(-1);
    if (last && bar.startTimeMs <= last.startTimeMs) return;
    this.bars.push(bar);
    if (this.bars.length > this.capacity) this.bars.shift();
  }

  /** Puts in bars from the venue's history. */
  merge(history: readonly Bar[]): void {
    const byStart = new Map(this.bars.map((bar) => [bar.startTimeMs, bar]));
    for (const bar of history) byStart.set(bar.startTimeMs, bar);
    this.bars = [...byStart.values()].sort((a, b) => a.startTimeMs - b.startTimeMs).slice(-this.capacity);
  }

  /** The latest run of bars without a hole, oldest first. */
  latestRun(): readonly Bar[] {
    let first = this.bars.length - 1;
    while (first > 0 && this.isAdjacent(first)) first -= 1;
    return this.bars.slice(Math.max(first, 0));
  }

  private isAdjacent(index: number): boolean {
    const bar = this.bars[index];
    const before = this.bars[index - 1];
    return bar !== undefined && before !== undefined && bar.startTimeMs - before.startTimeMs === this.intervalMs;
  }
}
