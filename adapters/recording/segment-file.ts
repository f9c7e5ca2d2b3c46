import { open, unlink, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { BlockBuffer } from './block-buffer';
import { encodeBlockHead, encodeFileHead, type Codec } from './segment-format';

/** What writing needs of an open file; tests put a disk in its place that is slow or full. */
export type SegmentHandle = Pick<FileHandle, 'writeFile' | 'truncate' | 'close'>;
export type OpenSegment = (path: string) => Promise<SegmentHandle>;

/** A new file; one that exists is an error, because a segment is written once. */
export const openSegmentFile: OpenSegment = (path) => open(path, 'wx');

/** One segment being written: whole blocks, in order. */
export class SegmentFile {
  blocks = 0;
  bytes = 0;

  private constructor(readonly path: string, private readonly file: SegmentHandle) {}

  static async create(path: string, openSegment: OpenSegment): Promise<SegmentFile> {
    const file = new SegmentFile(path, await openSegment(path));
    try {
      await file.write(encodeFileHead());
    } catch (error) {
      await file.abandon();
      throw error;
    }
    return file;
  }

  async append({ firstOrdinal, recordCount, length }: BlockBuffer, codec: Codec, payload: Buffer): Promise<void> {
    const head = encodeBlockHead({ payloadBytes: payload.length, rawBytes: length, recordCount, firstOrdinal, codec, crc: crc32(payload) });
    await this.write(Buffer.concat([head, payload]));
    this.blocks += 1;
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  /** After a failed write: ends the file at its last whole block, or removes one that has none, as far as the disk still lets us. */
  async abandon(): Promise<void> {
    await this.file.truncate(this.bytes).catch(() => undefined);
    await this.file.close().catch(() => undefined);
    if (this.blocks === 0) await unlink(this.path).catch(() => undefined);
  }

  private async write(bytes: Buffer): Promise<void> {
    await this.file.writeFile(bytes);
    this.bytes += bytes.length;
  }
}
