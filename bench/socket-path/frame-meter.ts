export interface MeterReport {
  readonly cpuNsPerFrame: number;
  /** Null for clients that decide nothing. */
  readonly answer: string | null;
}

/** Counts the frames of a stream and tells the CPU time of this process, all threads, per frame of its measured part. */
export class FrameMeter {
  private seen = 0;
  private before = process.cpuUsage();

  constructor(private readonly measuredFrom: number, private readonly total: number, private readonly onEnd: (cpuNsPerFrame: number) => void) {}

  /** To be called once per frame, when it has been dealt with. */
  count(): void {
    this.seen += 1;
    if (this.seen === this.measuredFrom) this.before = process.cpuUsage();
    if (this.seen !== this.total) return;
    const { user, system } = process.cpuUsage(this.before);
    this.onEnd(((user + system) * 1_000) / (this.total - this.measuredFrom));
  }
}
