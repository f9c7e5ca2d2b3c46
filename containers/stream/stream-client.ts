import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { ResumeRequest, StreamTier } from '../../core/contracts/whale-stream';
import type { StreamTime } from '../../core/stream/tier-channel';
import type { FrameBatch, TierFrames } from './tier-frames';
import { TokenBucket } from './token-bucket';
import type { Grant } from './token-guard';

export interface ClientLimits {
  /** Bytes that may wait for a client in this process, the one at hand included. */
  readonly maxQueuedBytes: number;
  /** How long a client may have that much waiting. */
  readonly maxBehindMs: number;
  readonly pingEveryMs: number;
  /** Messages and pings of a client: burst, and per second from then on. */
  readonly inboundBurst: number;
  readonly inboundPerSecond: number;
}

export const CLIENT_LIMITS: ClientLimits = { maxQueuedBytes: 256 * 1024, maxBehindMs: 5_000, pingEveryMs: 10_000, inboundBurst: 20, inboundPerSecond: 5 };

/** Close codes: RFC 6455, 7.4.1, and the registry that it founded. */
export const CLOSE = { goingAway: 1001, policy: 1008, tryAgain: 1013 } as const;

export interface ClientOptions {
  readonly socket: WebSocket;
  /** The connection under the socket: frames that all clients share are written to it as they are. */
  readonly wire: Duplex;
  readonly tier: StreamTier;
  readonly frames: TierFrames;
  /** Undefined on the public tier. */
  readonly grant: Grant | undefined;
  readonly limits: ClientLimits;
  /** Monotonic, with the epoch stamp for a snapshot. */
  readonly time: () => StreamTime;
  readonly onText: (client: StreamClient, text: string) => void;
  /** Told once, before the socket closes: the client broke a rule or could not keep up. */
  readonly onCut: (code: number, why: string) => void;
}

/** How long a closed socket may take to say goodbye; after a broken rule only the close frame must get out. */
const GOODBYE_MS = 500;
const CUT_MS = 100;

/** One client: what it has been sent, what waits for it, and what it may still say. */
export class StreamClient {
  /** Number of the last message that was written for it; undefined: it waits for its first word. */
  private sequence: number | undefined;
  private behindSinceMs: number | undefined;
  private readonly inbound: TokenBucket;
  private isOver = false;
  private isHeard = true;
  private pingedMs: number;

  constructor(private readonly options: ClientOptions) {
    const { socket, wire, limits } = options;
    const { elapsedMs } = options.time();
    this.inbound = new TokenBucket(limits.inboundBurst, limits.inboundPerSecond, elapsedMs);
    this.pingedMs = elapsedMs;
    socket.on('message', (data: Buffer, isBinary) => { this.heard(isBinary ? undefined : data.toString()); });
    socket.on('ping', () => { this.mayTake(); });
    socket.on('pong', () => { if (this.mayTake()) this.isHeard = true; });
    wire.on('drain', () => { this.drained(); });
  }

  get tier(): StreamTier {
    return this.options.tier;
  }

  get grant(): Grant | undefined {
    return this.options.grant;
  }

  get queuedBytes(): number {
    return this.options.wire.writableLength;
  }

  /** Nothing may be written behind a goodbye, whoever said it. */
  private get isOpen(): boolean {
    return !this.isOver && this.options.socket.readyState === this.options.socket.OPEN;
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
    if (this.sequence === first - 1 && this.fits(bytes)) {
      this.options.wire.write(bytes);
      this.sequence = last;
    } else this.catchUp();
  }

  /** Sends an answer to this client alone. */
  answer(body: object): void {
    if (this.isOpen) this.options.socket.send(JSON.stringify(body), ignoreSendError);
  }

  /** To be called a few times a second: cuts a client that reads too slowly, has gone, or whose token has run out. */
  check({ elapsedMs }: StreamTime, epochMs: number): void {
    const { limits, grant } = this.options;
    if (grant !== undefined && epochMs >= grant.expiresMs) this.cut(CLOSE.policy, 'token expired');
    else if (this.behindSinceMs !== undefined && elapsedMs - this.behindSinceMs >= limits.maxBehindMs) this.cut(CLOSE.tryAgain, 'too slow');
    else if (elapsedMs - this.pingedMs >= limits.pingEveryMs) this.ping(elapsedMs);
  }

  /** Cuts the client for what it did; nothing is sent to it nor heard from it any more. */
  cut(code: number, why: string): void {
    if (this.isOver) return;
    this.options.onCut(code, why);
    this.close(code, why);
  }

  close(code: number, reason: string): void {
    if (this.isOver) return;
    this.isOver = true;
    const { socket, wire } = this.options;
    socket.close(code, reason);
    // Whoever broke a rule is not listened to any more, not even for a goodbye.
    if (code === CLOSE.policy) wire.pause();
    setTimeout(() => { socket.terminate(); }, code === CLOSE.policy ? CUT_MS : GOODBYE_MS).unref();
  }

  private heard(text: string | undefined): void {
    if (this.isOver || !this.mayTake()) return;
    this.isHeard = true;
    if (text === undefined) this.cut(CLOSE.policy, 'binary message');
    else this.options.onText(this, text);
  }

  /** A place for one more message or ping of the client; a flood ends here. */
  private mayTake(): boolean {
    if (this.isOver) return false;
    if (this.inbound.take(this.options.time().elapsedMs)) return true;
    this.cut(CLOSE.policy, 'too many messages');
    return false;
  }

  private ping(elapsedMs: number): void {
    if (!this.isHeard) {
      this.cut(CLOSE.tryAgain, 'ping unanswered');
      return;
    }
    this.isHeard = false;
    this.pingedMs = elapsedMs;
    this.options.socket.ping(undefined, undefined, ignoreSendError);
  }

  private fits({ length }: Buffer): boolean {
    return this.queuedBytes + length <= this.options.limits.maxQueuedBytes;
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
      else if (frame !== undefined && (this.fits(frame) || this.queuedBytes === 0)) {
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

const ignoreSendError = (): void => { /* a failed send surfaces as the socket's own close */ };
