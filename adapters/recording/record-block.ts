import type { MarketEvent } from '../../core/market/events';
import type { LostRecords } from './loss-tally';
import { parseLost } from './parse-lost';
import { parseRecordedEvent } from './recorded-event';
import { RecordingError } from './recording-error';
import { parseHeader, type RecordingHeader } from './recording-header';
import { RECORD, RECORD_HEAD_BYTES, recordBytes } from './segment-format';

/** Gets the records of a recording in order. What it does not name is passed over; bytes are valid during the call only. */
export interface RecordVisitor {
  /** The bytes are `buffer[start]` to before `buffer[end]`. */
  frame?(connection: number, buffer: Buffer, start: number, end: number, receivedTimeMs: number): void;
  event?(event: MarketEvent): void;
  /** First of each segment. */
  header?(header: RecordingHeader): void;
  /** `serialized` is for `v8.deserialize`, `sha256` for comparison with `stateHash`; at the start of each segment and at the end of the session. */
  state?(serialized: Buffer, sha256: string): void;
  /** Records are missing before the state that follows: go on from that state. */
  lost?(lost: LostRecords): void;
  otherFrame?(connection: number, buffer: Buffer, start: number, end: number, receivedTimeMs: number): void;
  sent?(connection: number, text: string, timeMs: number): void;
}

/** Where the visit stands. */
export interface RecordCursor {
  /** Ordinal of the record being visited over the whole session. */
  ordinal: number;
}

const SHA256_BYTES = 32;

/** Records begin at multiples of 8 bytes in the block; the unpacked buffer may begin anywhere in memory. */
const aligned = (bytes: Buffer): Buffer => {
  if (bytes.byteOffset % 8 === 0) return bytes;
  const copy = Buffer.from(new ArrayBuffer(bytes.length));
  bytes.copy(copy);
  return copy;
};

/** The records of one unpacked block. */
export class RecordBlock {
  private readonly bytes: Buffer;

  /** `place` names file, block and offset in messages. */
  constructor(private readonly place: string, readonly firstOrdinal: number, readonly recordCount: number, bytes: Buffer, private readonly cursor: RecordCursor) {
    this.bytes = aligned(bytes);
  }

  /**
   * Calls the visitor for each record, synchronously.
   * @throws RecordingError where a record is not what a writer makes; what the visitor throws passes through.
   */
  visit(visitor: RecordVisitor): void {
    const { bytes, cursor } = this;
    const doubles = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length >> 3);
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    let offset = 0;
    for (let index = 0; index < this.recordCount; index += 1) {
      const tag = words[(offset >> 2) + 3] ?? 0;
      const start = offset + RECORD_HEAD_BYTES;
      const end = start + (words[(offset >> 2) + 2] ?? 0);
      if (end > bytes.length) throw this.broken(index, `ends at byte ${end} of ${bytes.length}`);
      cursor.ordinal = this.firstOrdinal + index;
      if ((tag & 0xff) === RECORD.frame) visitor.frame?.(tag >>> 8, bytes, start, end, doubles[offset >> 3] ?? 0);
      else this.visitOther(visitor, tag, start, end, doubles[offset >> 3] ?? 0);
      offset += recordBytes(end - start);
    }
    if (offset !== bytes.length) throw this.broken(this.recordCount, `is followed by ${bytes.length - offset} bytes`);
  }

  private visitOther(visitor: RecordVisitor, tag: number, start: number, end: number, timeMs: number): void {
    const { bytes, place } = this;
    const text = (): string => bytes.toString('utf8', start, end);
    switch (tag & 0xff) {
      case RECORD.clock: return visitor.event?.({ kind: 'clock', exchangeTimeMs: timeMs, receivedTimeMs: timeMs });
      case RECORD.event: return visitor.event?.(parseRecordedEvent(place, text()));
      case RECORD.otherFrame: return visitor.otherFrame?.(tag >>> 8, bytes, start, end, timeMs);
      case RECORD.sent: return visitor.sent?.(tag >>> 8, text(), timeMs);
      case RECORD.header: return visitor.header?.(parseHeader(place, text()));
      case RECORD.lost: return visitor.lost?.(parseLost(place, text()));
      case RECORD.state: return visitor.state?.(bytes.subarray(start + SHA256_BYTES, end), bytes.toString('hex', start, start + SHA256_BYTES));
      default: throw this.broken(this.cursor.ordinal - this.firstOrdinal, `is of kind ${tag & 0xff}, expected 1 to 8`);
    }
  }

  private broken(index: number, what: string): RecordingError {
    return new RecordingError(`${this.place}: record ${index} ${what}`);
  }
}
