import { randomFillSync } from 'node:crypto';

/** Opcodes of RFC 6455, 5.2. */
export const OPCODE = { continuation: 0x0, text: 0x1, binary: 0x2, close: 0x8, ping: 0x9, pong: 0xa } as const;

const FIN = 0x80;
const MASKED = 0x80;
const MASK_BYTES = 4;

/** One whole frame of a client: final, masked with fresh random bytes (RFC 6455, 5.3). */
export const clientFrame = (opcode: number, payload: Uint8Array): Buffer => {
  const lengthBytes = payload.length < 126 ? 0 : payload.length < 65_536 ? 2 : 8;
  const maskAt = 2 + lengthBytes;
  const frame = Buffer.allocUnsafe(maskAt + MASK_BYTES + payload.length);
  frame[0] = FIN | opcode;
  frame[1] = MASKED | (lengthBytes === 0 ? payload.length : lengthBytes === 2 ? 126 : 127);
  if (lengthBytes === 2) frame.writeUInt16BE(payload.length, 2);
  if (lengthBytes === 8) frame.writeBigUInt64BE(BigInt(payload.length), 2);
  randomFillSync(frame, maskAt, MASK_BYTES);
  const start = maskAt + MASK_BYTES;
  for (let index = 0; index < payload.length; index += 1) {
    frame[start + index] = (payload[index] ?? 0) ^ (frame[maskAt + (index & 3)] ?? 0);
  }
  return frame;
};

/** A close frame; codes that may not be sent (1005, 1006) become an empty one. */
export const closeFrame = (code: number): Buffer => {
  if (code === 1_005 || code === 1_006) return clientFrame(OPCODE.close, Buffer.alloc(0));
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return clientFrame(OPCODE.close, payload);
};
