import type { RefusedStatus } from './refusal';

/** What was turned away and cut since the start, for the operator. */
export class StreamTally {
  readonly refused: Partial<Record<RefusedStatus, number>> = {};
  /** By the reason that the log names. */
  readonly cut: Record<string, number> = {};
  /** Largest delay of the event loop within the last interval and the one before, milliseconds. */
  private lagMs = [0, 0];

  countRefused(status: RefusedStatus): void {
    this.refused[status] = (this.refused[status] ?? 0) + 1;
  }

  countCut(why: string): void {
    this.cut[why] = (this.cut[why] ?? 0) + 1;
  }

  noteLag(lateMs: number): void {
    this.lagMs[0] = Math.max(this.lagMs[0] ?? 0, lateMs);
  }

  /** Begins a new interval. */
  turnLag(): void {
    this.lagMs = [0, this.lagMs[0] ?? 0];
  }

  get worstLagMs(): number {
    return Math.round(Math.max(...this.lagMs));
  }

  get totalCut(): number {
    return Object.values(this.cut).reduce((sum, count) => sum + count, 0);
  }
}
