import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { StreamTime } from '../../core/stream/tier-channel';
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

export interface SocketClientOptions {
  readonly socket: WebSocket;
  /** The connection under the socket: frames that all clients share are written to it as they are. */
  readonly wire: Duplex;
  /** Undefined on the public tier. */
  readonly grant: Grant | undefined;
  readonly limits: ClientLimits;
  /** Monotonic, with the epoch stamp for a snapshot. */
  readonly time: () => StreamTime;
  /** Told once, before the socket closes: the client broke a rule or could not keep up. */
  readonly onCut: (code: number, why: string) => void;
}

/** How long a closed socket may take to say goodbye; after a broken rule only the close frame must get out. */
const GOODBYE_MS = 500;
const CUT_MS = 100;

/** One connected client, whatever it is served: what it may still say, whether it is alive, keeps up and may stay. */
export abstract class SocketClient {
  protected behindSinceMs: number | undefined;
  private readonly inbound: TokenBucket;
  private isOver = false;
  private isHeard = true;
  private pingedMs: number;

  constructor(private readonly connection: SocketClientOptions) {
    const { socket, limits } = connection;
    const { elapsedMs } = connection.time();
    this.inbound = new TokenBucket(limits.inboundBurst, limits.inboundPerSecond, elapsedMs);
    this.pingedMs = elapsedMs;
    socket.on('message', (data: Buffer, isBinary) => { this.heard(isBinary ? undefined : data.toString()); });
    socket.on('ping', () => { this.mayTake(); });
    socket.on('pong', () => { if (this.mayTake()) this.isHeard = true; });
  }

  get grant(): Grant | undefined {
    return this.connection.grant;
  }

  get queuedBytes(): number {
    return this.connection.wire.writableLength;
  }

  /** A text message of the client. */
  protected abstract told(text: string): void;

  /** Nothing may be written behind a goodbye, whoever said it. */
  protected get isOpen(): boolean {
    return !this.isOver && this.connection.socket.readyState === this.connection.socket.OPEN;
  }

  /** Sends a text to this client alone; `onTaken` is called once, when the connection has taken it or never will. */
  protected say(text: string, onTaken: () => void = ignoreSendError): void {
    if (this.isOpen) this.connection.socket.send(text, onTaken);
    else onTaken();
  }

  protected fits(bytes: number): boolean {
    return this.queuedBytes + bytes <= this.connection.limits.maxQueuedBytes;
  }

  /** To be called a few times a second: cuts a client that reads too slowly, has gone, or whose token has run out. */
  check({ elapsedMs }: StreamTime, epochMs: number): void {
    const { limits, grant } = this.connection;
    if (grant !== undefined && epochMs >= grant.expiresMs) this.cut(CLOSE.policy, 'token expired');
    else if (this.behindSinceMs !== undefined && elapsedMs - this.behindSinceMs >= limits.maxBehindMs) this.cut(CLOSE.tryAgain, 'too slow');
    else if (elapsedMs - this.pingedMs >= limits.pingEveryMs) this.ping(elapsedMs);
  }

  /** Cuts the client for what it did; nothing is sent to it nor heard from it any more. */
  cut(code: number, why: string): void {
    if (this.isOver) return;
    this.connection.onCut(code, why);
    this.close(code, why);
  }

  close(code: number, reason: string): void {
    if (this.isOver) return;
    this.isOver = true;
    const { socket, wire } = this.connection;
    socket.close(code, reason);
    // Whoever broke a rule is not listened to any more, not even for a goodbye.
    if (code === CLOSE.policy) wire.pause();
    setTimeout(() => { socket.terminate(); }, code === CLOSE.policy ? CUT_MS : GOODBYE_MS).unref();
  }

  private heard(text: string | undefined): void {
    if (this.isOver || !this.mayTake()) return;
    this.isHeard = true;
    if (text === undefined) this.cut(CLOSE.policy, 'binary message');
    else this.told(text);
  }

  /** A place for one more message or ping of the client; a flood ends here. */
  private mayTake(): boolean {
    if (this.isOver) return false;
    if (this.inbound.take(this.connection.time().elapsedMs)) return true;
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
    this.connection.socket.ping(undefined, undefined, ignoreSendError);
  }
}

const ignoreSendError = (): void => { /* a failed send surfaces as the socket's own close */ };
