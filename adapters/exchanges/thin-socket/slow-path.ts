import type { FrameLimits } from '../feed-socket';
import { OPCODE } from './client-frame';
import { FrameError, isCloseCode, readHeader, type FrameHeader } from './frame-header';
import { MessageAssembly } from './message-assembly';

/** What a reader makes of the bytes. Ranges and payloads are valid only during the call. */
export interface FrameSink {
  message(bytes: Buffer, start: number, end: number): void;
  ping(payload: Buffer): void;
  pong(): void;
  /** 1005 when the frame carries no code. Nothing follows. */
  close(code: number): void;
  /** The peer broke the protocol or a limit. Nothing follows. */
  broken(error: FrameError): void;
}

/** Every frame that is not a short text message in one piece: slower than the loop that calls it, and whole. */
export class SlowPath {
  /** Nothing of what arrives is read any more. */
  isOver = false;
  private assembly: MessageAssembly | undefined;
  private isContinuing = false;
  /** Of a frame too long to be held in one piece: what is missing of its payload, and whether it ends the message. */
  private missing = 0;
  private isLastFrame = false;

  /** `maxHeldBytes`: an unfinished frame up to this size can be kept until the rest of it has come. */
  constructor(private readonly limits: FrameLimits, private readonly maxHeldBytes: number, private readonly sink: FrameSink) {}

  /** Between two messages. */
  get isIdle(): boolean {
    return this.assembly === undefined;
  }

  /** Reads one frame, or a part of a long one, from `at`. The position behind it; `at` itself when more bytes are needed. */
  read(bytes: Buffer, at: number, end: number): number {
    try {
      return this.missing > 0 ? this.readLong(bytes, at, end) : this.readFrame(bytes, at, end);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.isOver = true;
      this.sink.broken(error);
      return at;
    }
  }

  private readFrame(bytes: Buffer, at: number, end: number): number {
    const header = readHeader(bytes, at, end, this.isContinuing);
    if (header === undefined) return at;
    const start = at + header.headBytes;
    const next = start + header.payloadBytes;
    if (header.isControl) {
      if (next > end) return at;
      this.control(header.opcode, bytes.subarray(start, next));
      return next;
    }
    const assembly = this.assembly ?? new MessageAssembly(this.limits);
    assembly.assertRoomFor(header.payloadBytes);
    if (next <= end) {
      this.wholeFrame(header, assembly, bytes, start, next);
      return next;
    }
    if (next - at <= this.maxHeldBytes) return at;
    this.beginLong(header, assembly);
    return this.readLong(bytes, start, end);
  }

  private wholeFrame(header: FrameHeader, assembly: MessageAssembly, bytes: Buffer, start: number, end: number): void {
    if (header.isFinal && !this.isContinuing) {
      this.sink.message(bytes, start, end);
      return;
    }
    assembly.begin(header.payloadBytes);
    assembly.append(bytes, start, end);
    this.endFrame(assembly, header.isFinal);
  }

  private beginLong(header: FrameHeader, assembly: MessageAssembly): void {
    assembly.begin(header.payloadBytes);
    this.assembly = assembly;
    this.missing = header.payloadBytes;
    this.isLastFrame = header.isFinal;
  }

  private readLong(bytes: Buffer, at: number, end: number): number {
    const next = Math.min(end, at + this.missing);
    this.missing -= next - at;
    this.assembly?.append(bytes, at, next);
    if (this.missing === 0 && this.assembly !== undefined) this.endFrame(this.assembly, this.isLastFrame);
    return next;
  }

  private endFrame(assembly: MessageAssembly, isLast: boolean): void {
    assembly.finishFrame();
    this.assembly = isLast ? undefined : assembly;
    this.isContinuing = !isLast;
    if (!isLast) return;
    const message = assembly.message();
    this.sink.message(message, 0, message.length);
  }

  private control(opcode: number, payload: Buffer): void {
    if (opcode === OPCODE.ping) this.sink.ping(payload);
    else if (opcode === OPCODE.pong) this.sink.pong();
    else this.close(payload);
  }

  private close(payload: Buffer): void {
    const code = payload.length === 0 ? 1_005 : payload.readUInt16BE(0);
    if (payload.length > 0 && !isCloseCode(code)) throw new FrameError(`invalid WebSocket frame: invalid status code ${code}`, 1_002);
    this.isOver = true;
    this.sink.close(code);
  }
}
