import type { FrameLimits } from '../feed-socket';
import { FrameError } from './frame-header';

/** A message that does not lie in one piece: fragments, or a frame longer than what a read can hold. Grows with what has arrived, not with what was promised. */
export class MessageAssembly {
  private bytes = Buffer.alloc(0);
  private used = 0;
  private promised = 0;
  private frames = 0;

  constructor(private readonly limits: FrameLimits) {}

  /** Throws a FrameError when a further frame of so many bytes would be too much. */
  assertRoomFor(payloadBytes: number): void {
    const total = this.promised + payloadBytes;
    if (total > this.limits.maxPayloadBytes) {
      throw new FrameError(`Max payload size exceeded: ${total} bytes, at most ${this.limits.maxPayloadBytes}`, 1_009);
    }
  }

  /** A frame of the message begins. */
  begin(payloadBytes: number): void {
    this.assertRoomFor(payloadBytes);
    this.promised += payloadBytes;
  }

  append(source: Buffer, start: number, end: number): void {
    const needed = this.used + end - start;
    if (needed > this.bytes.length) this.grow(needed);
    this.used += source.copy(this.bytes, this.used, start, end);
  }

  /** A frame of the message has arrived whole. Throws a FrameError when the message is in too many pieces. */
  finishFrame(): void {
    this.frames += 1;
    if (this.frames > this.limits.maxFragments) throw new FrameError(`Too many message fragments: more than ${this.limits.maxFragments}`, 1_008);
  }

  /** What has been put together. */
  message(): Buffer {
    return this.bytes.subarray(0, this.used);
  }

  private grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.min(Math.max(needed, this.bytes.length * 2, 4_096), Math.max(needed, this.promised)));
    this.bytes.copy(larger, 0, 0, this.used);
    this.bytes = larger;
  }
}
