/** Windows that are remembered: a few reconnects of a whole market, some 90 KB. */
export const MAX_BLIND_WINDOWS = 4_096;

/** One closed window; `row` and `cause` mean what the owner of the ring says. */
export interface ClosedWindow {
  readonly row: number;
  readonly cause: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The last windows in which something was not seen, in the order in which they closed; older ones are forgotten. */
export class BlindWindows {
  /** All that ever closed, the forgotten ones too. */
  private count = 0;
  private readonly rows = new Int32Array(MAX_BLIND_WINDOWS);
  private readonly causes = new Uint8Array(MAX_BLIND_WINDOWS);
  private readonly times = new Float64Array(2 * MAX_BLIND_WINDOWS);

  get forgotten(): number {
    return Math.max(0, this.count - MAX_BLIND_WINDOWS);
  }

  add({ row, cause, fromMs, toMs }: ClosedWindow): void {
    const at = this.count % MAX_BLIND_WINDOWS;
    this.rows[at] = row;
    this.causes[at] = cause;
    this.times.set([fromMs, toMs], 2 * at);
    this.count += 1;
  }

  /** Oldest first. */
  list(): ClosedWindow[] {
    return Array.from({ length: this.count - this.forgotten }, (_, index) => {
      const at = (this.forgotten + index) % MAX_BLIND_WINDOWS;
      return { row: this.rows[at] ?? 0, cause: this.causes[at] ?? 0, fromMs: this.times[2 * at] ?? 0, toMs: this.times[2 * at + 1] ?? 0 };
    });
  }
}
