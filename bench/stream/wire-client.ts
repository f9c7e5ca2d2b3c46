import { connect, type Socket } from 'node:net';
import { upgradeText } from './upgrade-text';

export interface WireTarget {
  readonly port: number;
  readonly path: string;
  readonly token: string | undefined;
  /** Of 127.0.0.0/8: the address by which the server counts this client. */
  readonly localAddress: string;
}

export interface WireListener {
  /** A read that holds text; `publishedUs` of the first whole message in it that carries the time, epoch microseconds. */
  onRead(publishedUs: number | undefined): void;
  /** The status of an answer that is no upgrade, the close code of the server, or 0 for a connection that broke. */
  onEnd(code: number): void;
}

const STAMP = Buffer.from('"usd_value":');
const MASKED_PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
const [TEXT, CLOSE, PING] = [1, 8, 9];

/**
 * A client that reads a server's frames without looking into them but for their kind and the time that the bench put in place of the value:
 * a thousand of them must not cost the machine more than the server that is measured.
 */
export class WireClient {
  private readonly socket: Socket;
  private isUpgraded = false;
  private code = 0;
  private pending: Buffer = Buffer.alloc(0);
  /** Of the frame at hand, what has not come yet. */
  private missing = 0;

  constructor(target: WireTarget, private readonly listener: WireListener) {
    this.socket = connect({ port: target.port, host: '127.0.0.1', localAddress: target.localAddress, noDelay: true });
    const authorization = target.token === undefined ? [] : [`Authorization: Bearer ${target.token}`];
    this.socket.on('connect', () => { this.socket.write(upgradeText(target.path, authorization)); });
    this.socket.on('data', (bytes) => { this.read(bytes); });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => { listener.onEnd(this.code); });
  }

  destroy(): void {
    this.socket.destroy();
  }

  private read(bytes: Buffer): void {
    const all = this.pending.length === 0 ? bytes : Buffer.concat([this.pending, bytes]);
    this.pending = Buffer.alloc(0);
    const from = this.isUpgraded ? 0 : this.readAnswer(all);
    if (from === undefined) return;
    if (this.readFrames(all, from)) this.listener.onRead(stampIn(all, from));
  }

  /** Where the frames begin; undefined: not yet. */
  private readAnswer(bytes: Buffer): number | undefined {
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) {
      this.pending = bytes;
      return undefined;
    }
    this.code = Number(bytes.toString('latin1', 9, 12));
    this.isUpgraded = this.code === 101;
    if (!this.isUpgraded) this.socket.destroy();
    else this.code = 0;
    return this.isUpgraded ? end + 4 : undefined;
  }

  /** Whether there was text. */
  private readFrames(bytes: Buffer, from: number): boolean {
    let hasText = this.missing > 0;
    let at = from + this.missing;
    for (; at < bytes.length; at += this.missing) {
      const head = headOf(bytes, at);
      if (head === undefined) {
        this.pending = bytes.subarray(at);
        this.missing = 0;
        return hasText;
      }
      if (head.kind === PING) this.socket.write(MASKED_PONG);
      if (head.kind === CLOSE) this.code = bytes.readUInt16BE(at + head.size);
      if (head.kind === TEXT) hasText = true;
      this.missing = head.size + head.length;
    }
    this.missing = at - bytes.length;
    return hasText;
  }
}

/** Kind, length of the head and of the payload; undefined: the head, or the code of a close, has not come whole. */
const headOf = (bytes: Buffer, at: number): { kind: number; size: number; length: number } | undefined => {
  const [first, short] = [bytes[at], bytes[at + 1]];
  if (first === undefined || short === undefined) return undefined;
  const kind = first & 0x0f;
  const size = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length - at < size + (kind === CLOSE ? Math.min(2, short) : 0)) return undefined;
  const length = size === 2 ? short : size === 4 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
  return { kind, size, length };
};

const stampIn = (bytes: Buffer, from: number): number | undefined => {
  const at = bytes.indexOf(STAMP, from);
  if (at < 0) return undefined;
  const end = bytes.indexOf(',', at);
  return end < 0 ? undefined : Number(bytes.toString('latin1', at + STAMP.length, end));
};
