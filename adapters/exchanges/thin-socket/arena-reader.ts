import type { FrameLimits } from '../feed-socket';
import { SlowPath, type FrameSink } from './slow-path';

/** Bytes of an unfinished frame that wait before the read area, so that the frame ends up in one piece, if it is a frame with a 16-bit length. */
export const CARRY_BYTES = 65_536 + 16;
/** As much as libuv reads at once. */
export const READ_BYTES = 65_536;

/** Final, no reserved bit, text. */
const WHOLE_TEXT = 0x81;
const LENGTH_16 = 126;

/**
 * Server frames out of one block of memory that every read overwrites. A text message in one frame, which is nearly everything a venue
 * sends, is found by the loop below and handed on where it lies; anything else (fragments, control frames, long frames, offences) is
 * the business of the slow path. Knows no socket: bytes are put into `readArea`, then `take` is called.
 */
export class ArenaReader {
  /** Where a read puts its bytes, from 0. */
  readonly readArea: Buffer;
  private readonly memory = Buffer.allocUnsafeSlow(CARRY_BYTES + READ_BYTES);
  private readonly slow: SlowPath;
  private readonly maxPlainBytes: number;
  private carried = 0;

  constructor(limits: FrameLimits, private readonly sink: FrameSink) {
    this.readArea = this.memory.subarray(CARRY_BYTES);
    this.slow = new SlowPath(limits, CARRY_BYTES, sink);
    this.maxPlainBytes = limits.maxPayloadBytes;
  }

  /** No frame is handed on any more, not even one of the present read. */
  stop(): void {
    this.slow.isOver = true;
  }

  /** Reads the frames in `count` bytes of the read area, the first `skipped` of which are not frames. */
  take(count: number, skipped = 0): void {
    const { memory, slow, sink } = this;
    const end = CARRY_BYTES + count;
    let at = CARRY_BYTES + skipped - this.carried;
    while (!slow.isOver) {
      if (end - at >= 4 && memory[at] === WHOLE_TEXT && slow.isIdle) {
        const short = memory[at + 1] ?? 0;
        const start = short === LENGTH_16 ? at + 4 : at + 2;
        const length = short === LENGTH_16 ? ((memory[at + 2] ?? 0) << 8) | (memory[at + 3] ?? 0) : short;
        // Masked or with a 64-bit length if above.
        if (short <= LENGTH_16 && start + length <= end && length <= this.maxPlainBytes) {
          at = start + length;
          sink.message(memory, start, at);
          continue;
        }
      }
      const next = slow.read(memory, at, end);
      if (next === at) break;
      at = next;
    }
    this.carry(at, end);
  }

  /** Moves the beginning of an unfinished frame to where the next read will continue it. */
  private carry(at: number, end: number): void {
    this.carried = this.slow.isOver ? 0 : end - at;
    if (this.carried > 0) this.memory.copyWithin(CARRY_BYTES - this.carried, at, end);
  }
}
