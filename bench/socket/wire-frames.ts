import { constants, deflateRawSync } from 'node:zlib';

const TEXT = 0x81;
const COMPRESSED_TEXT = 0xc1;
const SYNC_FLUSH_TAIL_BYTES = 4;

/** A server's text frame below 64 KB (RFC 6455, 5.2). */
export const wireFrame = (payload: Buffer, first = TEXT): Buffer => {
  const { length } = payload;
  const head = length < 126 ? [first, length] : [first, 126, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), payload]);
};

/** The same, compressed by itself: permessage-deflate without context takeover (RFC 7692, 7.2.1). */
export const deflatedFrame = (payload: Buffer): Buffer =>
  wireFrame(deflateRawSync(payload, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -SYNC_FLUSH_TAIL_BYTES), COMPRESSED_TEXT);

/** The frames in pieces of at most `chunkBytes`, none of them cut: what a library writes of its own, such as a pong, falls between two frames. */
export const inChunks = (frames: readonly Buffer[], chunkBytes: number): readonly Buffer[] => {
  const chunks: Buffer[][] = [[]];
  let used = 0;
  for (const frame of frames) {
    if (used + frame.length > chunkBytes) {
      chunks.push([]);
      used = 0;
    }
    chunks.at(-1)?.push(frame);
    used += frame.length;
  }
  return chunks.map((chunk) => Buffer.concat(chunk));
};
