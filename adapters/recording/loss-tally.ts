/** What could not be written between two whole stretches of a recording. */
export interface LostRecords {
  /** Records of every kind, those included that had an ordinal and did not reach the disk. */
  readonly records: number;
  /** Receive times of the first and the last that had none; null where every lost one had. */
  readonly fromTimeMs: number | null;
  readonly toTimeMs: number | null;
  readonly cause: string;
}

const orNull = (timeMs: number): number | null => (Number.isNaN(timeMs) ? null : timeMs);

/** Counts what is being lost until it has been said in the recording itself. */
export class LossTally {
  /** Over the whole session. */
  total = 0;
  private records = 0;
  private readonly times = new Float64Array(2).fill(NaN);
  private cause = '';
  /** On its way to the disk as the record with this ordinal. */
  private written: { readonly ordinal: number; readonly lost: LostRecords } | undefined;

  get isEmpty(): boolean {
    return this.records === 0;
  }

  /** The first cause of a loss is the one that is named. */
  begin(cause: string): void {
    this.cause ||= cause;
  }

  /** Records that had an ordinal. */
  count(records: number): void {
    this.records += records;
    this.total += records;
  }

  /** One record that got none. */
  add(timeMs: number): void {
    if (Number.isNaN(this.times[0])) this.times[0] = timeMs;
    this.times[1] = timeMs;
    this.count(1);
  }

  /** All of it, for a record with this ordinal, and begins anew. */
  take(ordinal: number): LostRecords {
    const [fromTimeMs = NaN, toTimeMs = NaN] = this.times;
    const lost = { records: this.records, fromTimeMs: orNull(fromTimeMs), toTimeMs: orNull(toTimeMs), cause: this.cause };
    this.written = { ordinal, lost };
    this.records = 0;
    this.cause = '';
    this.times.fill(NaN);
    return lost;
  }

  /** Nothing from this ordinal on has reached the disk: what was said there has to be said again. */
  notWrittenFrom(ordinal: number): void {
    const { written } = this;
    this.written = undefined;
    if (written === undefined || written.ordinal < ordinal) return;
    const { records, fromTimeMs, toTimeMs, cause } = written.lost;
    this.records += records;
    this.cause = cause;
    this.times[0] = fromTimeMs ?? this.times[0] ?? NaN;
    if (Number.isNaN(this.times[1])) this.times[1] = toTimeMs ?? NaN;
  }
}
