import { endianness } from 'node:os';
import { crc32 } from 'node:zlib';
import { RecordingError } from './recording-error';

/**
 * The layout of a segment file, as docs/recording-format.md draws it: a file head, then blocks, each a head and a compressed payload of
 * whole records. Every number is little-endian. Records begin at multiples of 8 bytes, so that their heads are read and written through
 * typed arrays over the block: a few stores instead of a call per field.
 */
export const FORMAT_VERSION = 1;
/** Not text, and broken by a transfer that rewrites line ends (as PNG's). */
export const MAGIC = Buffer.from('\x89TAPE\r\n\x1a', 'latin1');
export const FILE_HEAD_BYTES = 16;
export const BLOCK_HEAD_BYTES = 32;
const BLOCK_MARK = Buffer.from('BLK\n', 'latin1');
/** Receive time, length of the bytes, kind and connection. */
export const RECORD_HEAD_BYTES = 16;
/** Above this a block's unpacked length is refused: no writer makes such a block. */
export const MAX_RAW_BYTES = 1024 * 1024 * 1024;

/** What a record holds; the number stands in the file. */
export const RECORD = { header: 1, state: 2, frame: 3, otherFrame: 4, sent: 5, event: 6, clock: 7, lost: 8 } as const;
/** How a payload is packed; the number stands in the file. */
export const CODEC = { zstd: 1, deflate: 2 } as const;
export type Codec = (typeof CODEC)[keyof typeof CODEC];

/** Length of a record with its head and the zeros that lead to the next multiple of 8. */
export const recordBytes = (byteLength: number): number => RECORD_HEAD_BYTES + ((byteLength + 7) & ~7);

export interface BlockHead {
  readonly payloadBytes: number;
  readonly rawBytes: number;
  readonly recordCount: number;
  /** Ordinal of the block's first record over the whole session. */
  readonly firstOrdinal: number;
  readonly codec: Codec;
  /** CRC-32 of the payload as it stands in the file. */
  readonly crc: number;
}

export const hex = (crc: number): string => `0x${crc.toString(16).padStart(8, '0')}`;

/** @throws RecordingError on a machine whose typed arrays would write the other byte order. */
export const assertLittleEndian = (): void => {
  if (endianness() !== 'LE') throw new RecordingError('recordings are little-endian and this machine is not: record and replay elsewhere');
};

export const encodeFileHead = (): Buffer => {
  const head = Buffer.alloc(FILE_HEAD_BYTES);
  MAGIC.copy(head);
  head.writeUInt32LE(FORMAT_VERSION, 8);
  head.writeUInt32LE(crc32(head.subarray(0, 12)), 12);
  return head;
};

/** @throws RecordingError when the file is no segment, is damaged, or has a version that this reader does not know. */
export const checkFileHead = (path: string, head: Buffer): void => {
  if (!head.subarray(0, MAGIC.length).equals(MAGIC)) throw new RecordingError(`${path}: is not a recording: its first 8 bytes are ${head.toString('hex', 0, 8)}, expected ${MAGIC.toString('hex')}`);
  const [found, expected] = [crc32(head.subarray(0, 12)), head.readUInt32LE(12)];
  if (found !== expected) throw new RecordingError(`${path}: its file head is damaged at byte 8: CRC-32 is ${hex(found)}, expected ${hex(expected)}`);
  const version = head.readUInt32LE(8);
  if (version !== FORMAT_VERSION) throw new RecordingError(`${path}: has format version ${version}, expected ${FORMAT_VERSION}: it was written by another release`);
};

export const encodeBlockHead = ({ payloadBytes, rawBytes, recordCount, firstOrdinal, codec, crc }: BlockHead): Buffer => {
  const head = Buffer.alloc(BLOCK_HEAD_BYTES);
  BLOCK_MARK.copy(head);
  head.writeUInt32LE(payloadBytes, 4);
  head.writeUInt32LE(rawBytes, 8);
  head.writeUInt32LE(recordCount, 12);
  head.writeUIntLE(firstOrdinal, 16, 6);
  head.writeUInt8(codec, 22);
  head.writeUInt32LE(crc, 24);
  head.writeUInt32LE(crc32(head.subarray(0, 28)), 28);
  return head;
};

const isCodec = (value: number): value is Codec => value === CODEC.zstd || value === CODEC.deflate;

/** The head of a block, or what is wrong with it. `bytes` holds exactly the head. */
export const decodeBlockHead = (bytes: Buffer): BlockHead | string => {
  const [found, expected] = [crc32(bytes.subarray(0, 28)), bytes.readUInt32LE(28)];
  if (found !== expected) return `the block's head is damaged: CRC-32 is ${hex(found)}, expected ${hex(expected)}`;
  if (!bytes.subarray(0, BLOCK_MARK.length).equals(BLOCK_MARK)) return `a block begins with ${bytes.toString('hex', 0, 4)}, expected ${BLOCK_MARK.toString('hex')}`;
  const codec = bytes.readUInt8(22);
  if (!isCodec(codec)) return `codec is ${codec}, expected ${CODEC.zstd} (zstd) or ${CODEC.deflate} (deflate)`;
  const rawBytes = bytes.readUInt32LE(8);
  if (rawBytes > MAX_RAW_BYTES) return `unpacked length is ${rawBytes}, expected at most ${MAX_RAW_BYTES}`;
  return { payloadBytes: bytes.readUInt32LE(4), rawBytes, recordCount: bytes.readUInt32LE(12), firstOrdinal: bytes.readUIntLE(16, 6), codec, crc: bytes.readUInt32LE(24) };
};
