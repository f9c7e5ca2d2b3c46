/** Named timers of one owner in one place: setting a name replaces its timer, `clear` ends them all for good. */
export class TimerSet {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private isClosed = false;

  after(name: string, delayMs: number, run: () => void): void {
    this.cancel(name);
    if (this.isClosed) return;
    this.timers.set(name, setTimeout(() => { this.timers.delete(name); run(); }, delayMs));
  }

  every(name: string, intervalMs: number, run: () => void): void {
    this.cancel(name);
    if (!this.isClosed) this.timers.set(name, setInterval(run, intervalMs));
  }

  /**
   * Like `every`, each time after a whole turn of the event loop: after a block of our own, timers come before the frames that wait
   * unread. Two steps, because what blocked may run in the same step as the first.
   */
  everyAfterReads(name: string, intervalMs: number, run: () => void): void {
    this.every(name, intervalMs, () => {
      const timer = this.timers.get(name);
      const runIfSet = (): void => { if (this.timers.get(name) === timer) run(); };
      setImmediate(() => { setImmediate(runIfSet); });
    });
  }

  cancel(name: string): void {
    clearTimeout(this.timers.get(name));
    this.timers.delete(name);
  }

  /** Ends every timer; later calls set none. */
  clear(): void {
    this.isClosed = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }
}

/** Monotonic milliseconds: time-outs must not follow a wall clock that jumps. */
export const monotonicMs = (): number => performance.now();
