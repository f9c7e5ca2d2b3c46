/** Share of malformed frames among the last `window` frames of one connection; judged only once the window is full. */
export class FrameQuality {
  private readonly isBad: Uint8Array;
  private next = 0;
  private isFull = false;
  private bad = 0;
  private readonly maxBad: number;

  constructor(window = 1_000, maxShare = 0.01) {
    this.isBad = new Uint8Array(window);
    this.maxBad = window * maxShare;
  }

  /** Counts one frame; true when the connection is no longer worth keeping. */
  count(isMalformed: boolean): boolean {
    const { isBad, next } = this;
    const value = isMalformed ? 1 : 0;
    this.bad += value - (isBad[next] ?? 0);
    isBad[next] = value;
    this.next = next + 1 === isBad.length ? 0 : next + 1;
    if (this.next === 0) this.isFull = true;
    return this.isFull && this.bad > this.maxBad;
  }
}

/** Lets one note per kind through per interval, so that a flood of bad frames is not a flood of log lines. */
export class NoteThrottle {
  private readonly lastNotedMs = new Map<string, number>();

  constructor(private readonly intervalMs = 60_000, private readonly maxKinds = 1_000) {}

  mayNote(kind: string, nowMs: number): boolean {
    const last = this.lastNotedMs.get(kind);
    if (last !== undefined && nowMs - last < this.intervalMs) return false;
    if (last === undefined && this.lastNotedMs.size >= this.maxKinds) return false;
    this.lastNotedMs.set(kind, nowMs);
    return true;
  }
}

const SAMPLE_BYTES = 200;

/** The beginning of a frame, printable, for an operator's eye. */
export const sampleOf = (frame: Buffer | string): string =>
  (typeof frame === 'string' ? frame.slice(0, SAMPLE_BYTES) : frame.subarray(0, SAMPLE_BYTES).toString('utf8'))
    .replace(/[^\x20-\x7e]/g, '?');
