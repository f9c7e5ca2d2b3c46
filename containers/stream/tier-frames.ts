import type { WhaleStreamMessage } from '../../core/contracts/whale-stream';
import type { LevelMessage, StreamTime, TierChannel } from '../../core/stream/tier-channel';
import { textFrame } from './text-frame';

/** Messages of one moment as bytes, ready for every client that has everything up to `first - 1`. */
export interface FrameBatch {
  readonly first: number;
  readonly last: number;
  readonly bytes: Buffer;
}

/** A tier's messages as bytes: each is spelt out once, however many clients get it. */
export class TierFrames {
  private readonly frames = new WeakMap<WhaleStreamMessage, Buffer>();
  private snapshot: { readonly sequence: number; readonly bytes: Buffer } | undefined;

  constructor(readonly channel: TierChannel) {}

  get last(): number {
    return this.channel.lastSequence;
  }

  /** One piece of memory for one write per client. */
  batchOf(messages: readonly LevelMessage[]): FrameBatch | undefined {
    const [first, last] = [messages[0]?.sequence, messages.at(-1)?.sequence];
    if (first === undefined || last === undefined) return undefined;
    const frames = messages.map((message) => this.frameOf(message));
    const [only] = frames;
    return { first, last, bytes: frames.length === 1 && only !== undefined ? only : Buffer.concat(frames) };
  }

  /** The message of that number; undefined: no longer held. */
  frameAt(sequence: number): Buffer | undefined {
    const message = this.channel.messageAt(sequence);
    return message && this.frameOf(message);
  }

  /** The tier's state as it was sent, with the number of the last message. */
  snapshotFrame(time: StreamTime): { readonly sequence: number; readonly bytes: Buffer } {
    if (this.snapshot === undefined || this.snapshot.sequence !== this.last) {
      this.snapshot = { sequence: this.last, bytes: textFrame(JSON.stringify(this.channel.snapshot(time))) };
    }
    return this.snapshot;
  }

  private frameOf(message: LevelMessage): Buffer {
    const known = this.frames.get(message);
    if (known !== undefined) return known;
    const frame = textFrame(JSON.stringify(message));
    this.frames.set(message, frame);
    return frame;
  }
}
