import { RECORD_HEAD_BYTES, recordBytes } from './segment-format';

/** Memory of one block that is filled with records and used again for later blocks: adding one record allocates nothing. */
export class BlockBuffer {
  /** Ordinal of the first record over the whole session. */
  firstOrdinal = 0;
  recordCount = 0;
  /** Bytes filled, always a multiple of 8. */
  length = 0;
  readonly capacity: number;
  private readonly bytes: Uint8Array;
  private readonly words: Uint32Array;
  private readonly doubles: Float64Array;

  constructor(capacity: number) {
    this.capacity = capacity & ~7;
    const memory = new ArrayBuffer(this.capacity);
    this.bytes = new Uint8Array(memory);
    this.words = new Uint32Array(memory);
    this.doubles = new Float64Array(memory);
  }

  /** Empties it for records from `firstOrdinal` on. */
  restart(firstOrdinal: number): this {
    this.firstOrdinal = firstOrdinal;
    this.recordCount = this.length = 0;
    return this;
  }

  /** Copies one record in. False: it does not fit, and nothing was changed. */
  add(kind: number, connection: number, timeMs: number, payload: Uint8Array): boolean {
    const start = this.length;
    const end = start + recordBytes(payload.length);
    if (end > this.capacity) return false;
    // The last 8 bytes first: what the payload does not reach of them must be zeros, not what an earlier block left.
    this.doubles[(end >> 3) - 1] = 0;
    this.doubles[start >> 3] = timeMs;
    this.words[(start >> 2) + 2] = payload.length;
    this.words[(start >> 2) + 3] = (connection << 8) | kind;
    this.bytes.set(payload, start + RECORD_HEAD_BYTES);
    this.length = end;
    this.recordCount += 1;
    return true;
  }

  /** What has been filled; a view, valid until the next `restart`. */
  filled(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}
