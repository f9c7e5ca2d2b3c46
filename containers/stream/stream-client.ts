import type { ResumeRequest, StreamTier } from '../../core/contracts/whale-stream';
import { SocketClient, type SocketClientOptions } from './socket-client';
import type { FrameBatch, TierFrames } from './tier-frames';

export interface ClientOptions extends SocketClientOptions {
  readonly tier: StreamTier;
  readonly frames: TierFrames;
  readonly onText: (client: StreamClient, text: string) => void;
}

/** One client of a tier: what it has been sent, and what waits for it. */
export class StreamClient extends SocketClient {
  /** Number of the last message that was written for it; undefined: it waits for its first word. */
  private sequence: number | undefined;

  constructor(private readonly options: ClientOptions) {
    super(options);
    options.wire.on('drain', () => { this.drained(); });
  }

  get tier(): StreamTier {
    return this.options.tier;
  }

  /** Begins with exactly what was missed, or with a snapshot where that is not known. */
  begin(resume: ResumeRequest | undefined): void {
    if (!this.isOpen || this.sequence !== undefined) return;
    const { frames } = this.options;
    const isResumed = resume !== undefined && frames.channel.missedSince(resume) !== undefined;
    if (isResumed) this.sequence = resume.resume.sequence;
    else this.writeSnapshot();
    this.catchUp();
  }

  /** New messages of the tier, already as bytes. What does not fit is fetched again once the client has read. */
  deliver({ first, last, bytes }: FrameBatch): void {
    if (!this.isOpen || this.sequence === undefined) return;
    if (this.sequence === first - 1 && this.fits(bytes.length)) {
      this.options.wire.write(bytes);
      this.sequence = last;
    } else this.catchUp();
  }

  /** Sends an answer to this client alone. */
  answer(body: object): void {
    this.say(JSON.stringify(body));
  }

  protected override told(text: string): void {
    this.options.onText(this, text);
  }

  /** All that waited has been read by the connection: the client keeps up. */
  private drained(): void {
    this.behindSinceMs = undefined;
    if (this.isOpen && this.sequence !== undefined) this.catchUp();
  }

  /** Writes what the client has not got yet, as far as it fits. */
  private catchUp(): void {
    const { frames, wire, time } = this.options;
    while (this.sequence !== undefined && this.sequence < frames.last) {
      const frame = frames.frameAt(this.sequence + 1);
      if (frame === undefined && this.queuedBytes === 0) this.writeSnapshot();
      else if (frame !== undefined && (this.fits(frame.length) || this.queuedBytes === 0)) {
        wire.write(frame);
        this.sequence += 1;
      } else {
        this.behindSinceMs ??= time().elapsedMs;
        return;
      }
    }
    this.behindSinceMs = undefined;
  }

  /** May be larger than what may wait: it is the least that a client must get. */
  private writeSnapshot(): void {
    const { frames, wire, time } = this.options;
    const { sequence, bytes } = frames.snapshotFrame(time());
    wire.write(bytes);
    this.sequence = sequence;
  }
}
