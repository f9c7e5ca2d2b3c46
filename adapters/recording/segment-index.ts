import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileProblem, RecordingError } from './recording-error';
import { BLOCK_HEAD_BYTES, checkFileHead, decodeBlockHead, FILE_HEAD_BYTES, MAGIC, type BlockHead } from './segment-format';

/** A whole block in a segment file. */
export interface BlockPlace {
  /** Of the block's head, from the beginning of the file. */
  readonly offset: number;
  /** 0 for the segment's first block. */
  readonly number: number;
  readonly head: BlockHead;
}

/** What the heads of a segment's blocks tell, without unpacking any. */
export interface SegmentIndex {
  readonly path: string;
  readonly bytes: number;
  readonly blocks: readonly BlockPlace[];
  /** Ordinals `firstOrdinal` to below `endOrdinal` are in whole blocks here; both 0 where there is none. */
  readonly firstOrdinal: number;
  readonly endOrdinal: number;
  /** Bytes behind the last whole block: what a crash cut off. */
  readonly truncatedBytes: number;
  /** Why nothing behind the listed blocks can be read. */
  readonly damage: RecordingError | undefined;
}

const ZEROS_AT_A_TIME = 64 * 1024;

/** A power cut can leave a file at its new length with nothing but zeros where data had not reached the disk. */
const isZeroFrom = (file: number, offset: number, size: number): boolean => {
  const chunk = Buffer.alloc(ZEROS_AT_A_TIME);
  for (let position = offset; position < size; position += chunk.length) {
    const count = readSync(file, chunk, 0, chunk.length, position);
    if (chunk.subarray(0, count).some((byte) => byte !== 0)) return false;
  }
  return true;
};

/** Walks over the heads. Synchronous, because a head is 32 bytes and a call to the thread pool costs ten times the read. */
class HeadWalk {
  readonly blocks: BlockPlace[] = [];
  damage: RecordingError | undefined;
  private offset = FILE_HEAD_BYTES;

  constructor(private readonly path: string, private readonly file: number, private readonly size: number) {}

  run(): SegmentIndex {
    if (!this.isOpened()) return this.index(0);
    while (this.step());
    return this.index(this.offset);
  }

  private isOpened(): boolean {
    if (this.size < FILE_HEAD_BYTES || isZeroFrom(this.file, 0, this.size)) return false;
    checkFileHead(this.path, this.read(0, FILE_HEAD_BYTES));
    return true;
  }

  /** False at the end of what can be read. */
  private step(): boolean {
    const { offset, size } = this;
    if (size - offset < BLOCK_HEAD_BYTES) return false;
    const head = decodeBlockHead(this.read(offset, BLOCK_HEAD_BYTES));
    const problem = typeof head === 'string' ? head : this.breakBefore(head);
    if (typeof head === 'string' || problem !== undefined) {
      if (!isZeroFrom(this.file, offset, size)) this.damage = new RecordingError(`${this.path}: block ${this.blocks.length} at byte ${offset}: ${problem}`);
      return false;
    }
    const end = offset + BLOCK_HEAD_BYTES + head.payloadBytes;
    if (end > size) return false;
    this.blocks.push({ offset, number: this.blocks.length, head });
    this.offset = end;
    return true;
  }

  private breakBefore({ firstOrdinal }: BlockHead): string | undefined {
    const expected = endOf(this.blocks);
    return expected === undefined || expected === firstOrdinal ? undefined : `its first record is number ${firstOrdinal}, expected ${expected}`;
  }

  private read(offset: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    readSync(this.file, bytes, 0, length, offset);
    return bytes;
  }

  private index(end: number): SegmentIndex {
    const { path, size, blocks, damage } = this;
    const truncatedBytes = damage === undefined ? size - end : 0;
    return { path, bytes: size, blocks, damage, truncatedBytes, firstOrdinal: blocks[0]?.head.firstOrdinal ?? 0, endOrdinal: endOf(blocks) ?? 0 };
  }
}

const endOf = (blocks: readonly BlockPlace[]): number | undefined => {
  const last = blocks.at(-1)?.head;
  return last && last.firstOrdinal + last.recordCount;
};

/** @throws RecordingError when the file cannot be read, or is no segment of a version known here; damage further in is reported, not thrown. */
export const indexSegment = (path: string): SegmentIndex => {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return new HeadWalk(path, file, fstatSync(file).size).run();
  } catch (error) {
    throw error instanceof RecordingError ? error : new RecordingError(`cannot read ${path}: ${fileProblem(error)}`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
};

/** Whether a file begins with the mark of a segment. */
export const beginsLikeSegment = async (path: string): Promise<boolean> => {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    return bytesRead === MAGIC.length && buffer.equals(MAGIC);
  } finally {
    await file.close();
  }
};
