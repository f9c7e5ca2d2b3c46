import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { CODEC, type Codec } from './segment-format';

type Pack = (bytes: Uint8Array) => Promise<Buffer>;
type Unpack = (bytes: Uint8Array, rawBytes: number) => Promise<Buffer>;

const deflate = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.deflate);
const inflate = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflate);

/** Absent before Node.js 22.15. */
const hasZstd = typeof zlib.zstdCompress === 'function';
const zstdCompress = hasZstd ? promisify<Uint8Array, zlib.ZstdOptions, Buffer>(zlib.zstdCompress) : undefined;
const zstdDecompress = hasZstd ? promisify<Uint8Array, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress) : undefined;

/** zstd's own default: on market frames twice as fast as deflate at its fastest, and files a third smaller. */
const ZSTD_LEVEL = 3;

/** Room for a usual packed block: with zlib's 16 KiB it would come back to this thread a dozen times for the next buffer. */
const PACK_CHUNK = 256 * 1024;

/** One output buffer of the block's size: no second copy to join the parts. */
const sized = (rawBytes: number): { readonly chunkSize: number; readonly maxOutputLength: number } =>
  ({ chunkSize: Math.max(64, rawBytes + 1), maxOutputLength: Math.max(1, rawBytes) });

const PACKERS: Readonly<Record<Codec, Pack | undefined>> = {
  [CODEC.zstd]: zstdCompress && ((bytes) => zstdCompress(bytes, { chunkSize: PACK_CHUNK, params: { [zlib.constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } })),
  [CODEC.deflate]: (bytes) => deflate(bytes, { chunkSize: PACK_CHUNK, level: 1 }),
};

const UNPACKERS: Readonly<Record<Codec, Unpack | undefined>> = {
  [CODEC.zstd]: zstdDecompress && ((bytes, rawBytes) => zstdDecompress(bytes, sized(rawBytes))),
  [CODEC.deflate]: (bytes, rawBytes) => inflate(bytes, sized(rawBytes)),
};

/** The better codec that this Node.js has. */
export const DEFAULT_CODEC: Codec = hasZstd ? CODEC.zstd : CODEC.deflate;

const NOT_HERE = 'this Node.js has no zstd: expected 22.15 or later';

/** Packs in the thread pool: the caller's thread only starts it. */
export const pack = (codec: Codec, bytes: Uint8Array): Promise<Buffer> => PACKERS[codec]?.(bytes) ?? Promise.reject(new Error(NOT_HERE));

/** @throws Error when the payload is not what the codec makes, or unpacks to more than `rawBytes`. */
export const unpack = (codec: Codec, bytes: Uint8Array, rawBytes: number): Promise<Buffer> =>
  UNPACKERS[codec]?.(bytes, rawBytes) ?? Promise.reject(new Error(NOT_HERE));
