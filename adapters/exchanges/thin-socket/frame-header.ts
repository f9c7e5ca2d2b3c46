import { OPCODE } from './client-frame';

type CloseCode = 1_002 | 1_008 | 1_009;

/** In ws' words where it has one, so that an operator reads the same cause whichever way the socket is read. */
const ERROR_CODES: Readonly<Record<CloseCode, string>> = {
  1_002: 'WS_ERR_INVALID_FRAME', 1_008: 'WS_ERR_TOO_MANY_BUFFERED_PARTS', 1_009: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH',
};

/** The peer broke the protocol or a limit. `closeCode` is what to tell it (RFC 6455, 7.4.1). */
export class FrameError extends Error {
  override readonly name = 'FrameError';
  readonly code: string;

  constructor(message: string, readonly closeCode: CloseCode) {
    super(message);
    this.code = ERROR_CODES[closeCode];
  }
}

export interface FrameHeader {
  readonly opcode: number;
  readonly isFinal: boolean;
  readonly isControl: boolean;
  /** Bytes before the payload, and of it. */
  readonly headBytes: number;
  readonly payloadBytes: number;
}

const RSV = 0x70;
const MAX_CONTROL_BYTES = 125;

const broken = (what: string): FrameError => new FrameError(`invalid WebSocket frame: ${what}`, 1_002);

/**
 * The header of a server's frame that begins at `at`, or undefined while bytes of it are missing. Throws a FrameError for what no peer
 * may send when no extension was agreed on: every rule of RFC 6455, 5.2 and 5.5 is here. `isContinuing`: a fragmented message has begun.
 */
export const readHeader = (bytes: Buffer, at: number, end: number, isContinuing: boolean): FrameHeader | undefined => {
  if (end - at < 2) return undefined;
  const first = bytes.readUInt8(at);
  const second = bytes.readUInt8(at + 1);
  const [opcode, isFinal, isControl] = [first & 0x0f, first >= 0x80, (first & 0x08) !== 0];
  if ((first & RSV) !== 0) throw broken('a reserved bit is set and no extension was agreed on');
  if (isControl ? opcode > OPCODE.pong : opcode > OPCODE.binary) throw broken(`invalid opcode ${opcode}`);
  if (!isControl && (opcode === OPCODE.continuation) !== isContinuing) throw broken(`invalid opcode ${opcode}`);
  if (isControl && !isFinal) throw broken('a control frame in fragments');
  if (second >= 0x80) throw broken('masked by a server');
  const isBadLength = second > MAX_CONTROL_BYTES || (opcode === OPCODE.close && second === 1);
  if (isControl && isBadLength) throw broken(`invalid payload length ${second} of a control frame`);
  const headBytes = second < 126 ? 2 : second === 126 ? 4 : 10;
  if (end - at < headBytes) return undefined;
  return { opcode, isFinal, isControl, headBytes, payloadBytes: second < 126 ? second : lengthAt(bytes, at + 2, second) };
};

const lengthAt = (bytes: Buffer, at: number, kind: number): number => {
  if (kind === 126) return bytes.readUInt16BE(at);
  const length = bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);
  if (length > Number.MAX_SAFE_INTEGER) throw new FrameError('payload length beyond 2^53 - 1', 1_009);
  return length;
};

/** Codes that a close frame may carry (RFC 6455, 7.4 and the IANA registry). */
export const isCloseCode = (code: number): boolean =>
  (code >= 1_000 && code <= 1_014 && code !== 1_004 && code !== 1_005 && code !== 1_006) || (code >= 3_000 && code <= 4_999);
