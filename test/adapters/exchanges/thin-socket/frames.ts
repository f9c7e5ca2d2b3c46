/** One frame as a peer might send it; nothing is checked. */
export interface WireFrame {
  readonly opcode: number;
  readonly payload: Buffer;
  readonly isFinal?: boolean;
  readonly reservedBits?: number;
  readonly isMasked?: boolean;
}

/** The bytes of a frame with the shortest length that holds (RFC 6455, 5.2). A mask is all zeros. */
export const wire = ({ opcode, payload, isFinal = true, reservedBits = 0, isMasked = false }: WireFrame): Buffer => {
  const { length } = payload;
  const mask = isMasked ? 0x80 : 0;
  const first = (isFinal ? 0x80 : 0) | (reservedBits << 4) | opcode;
  const head = length < 126 ? Buffer.from([first, mask | length]) : Buffer.alloc(length < 65_536 ? 4 : 10);
  if (length >= 126) {
    head[0] = first;
    head[1] = mask | (length < 65_536 ? 126 : 127);
    if (length < 65_536) head.writeUInt16BE(length, 2);
    else head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, Buffer.alloc(isMasked ? 4 : 0), payload]);
};

export const text = (value: string, isFinal = true): Buffer => wire({ opcode: 1, payload: Buffer.from(value), isFinal });
export const continuation = (value: string, isFinal: boolean): Buffer => wire({ opcode: 0, payload: Buffer.from(value), isFinal });

export const closeWith = (code: number, reason = ''): Buffer => {
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
  payload.writeUInt16BE(code);
  payload.write(reason, 2);
  return wire({ opcode: 8, payload });
};
