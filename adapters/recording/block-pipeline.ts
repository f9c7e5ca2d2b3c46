import { join } from 'node:path';
import { pack } from './block-codec';
import { BlockBuffer } from './block-buffer';
import { SegmentFile, type OpenSegment } from './segment-file';
import { segmentName } from './segment-files';
import type { Codec } from './segment-format';

export interface PipelineOptions {
  /** Where the session's segments go. */
  readonly folder: string;
  readonly blockBytes: number;
  /** Blocks in memory at most: the one being filled, those that wait and those being packed. */
  readonly maxBlocks: number;
  readonly codec: Codec;
  readonly openSegment: OpenSegment;
  /** A segment is complete on disk. */
  readonly onSegment: (path: string) => void;
  /** The disk refused: the segment ends at its last whole block, and the blocks from this ordinal on, where any waited, are given up. */
  readonly onFailure: (error: unknown, firstLostOrdinal: number | undefined) => void;
}

interface Sealed {
  readonly block: BlockBuffer;
  readonly segment: number;
  packed?: Promise<Buffer>;
}

/** Blocks packed at one time: one thread packs while the next block is on its way, and the other threads stay free. */
const PACKED_AHEAD = 2;

/** Takes full blocks to disk in order, off the caller's thread, in bounded memory. Nothing here blocks or throws. */
export class BlockPipeline {
  readonly counts = { blocks: 0, segments: 0, rawBytes: 0, fileBytes: 0 };
  private readonly free: BlockBuffer[] = [];
  private made = 0;
  private readonly waiting: Sealed[] = [];
  private file: SegmentFile | undefined;
  private segment = -1;
  private running: Promise<void> = Promise.resolve();
  private isRunning = false;

  constructor(private readonly options: PipelineOptions) {}

  get isIdle(): boolean {
    return !this.isRunning && this.waiting.length === 0;
  }

  get waitingBlocks(): number {
    return this.waiting.length;
  }

  get hasRoom(): boolean {
    return this.waiting.length + 1 < this.options.maxBlocks;
  }

  /** An empty block, of `atLeastBytes` where that is more than usual; undefined while as many as allowed are under way. */
  take(firstOrdinal: number, atLeastBytes = 0): BlockBuffer | undefined {
    const { blockBytes, maxBlocks } = this.options;
    if (this.waiting.length >= maxBlocks) return undefined;
    if (atLeastBytes > blockBytes) return new BlockBuffer(atLeastBytes).restart(firstOrdinal);
    const block = this.free.pop();
    if (block !== undefined) return block.restart(firstOrdinal);
    if (this.made >= maxBlocks) return undefined;
    this.made += 1;
    return new BlockBuffer(blockBytes).restart(firstOrdinal);
  }

  /** Gives a taken block back unwritten. */
  release(block: BlockBuffer): void {
    if (block.capacity <= this.options.blockBytes) this.free.push(block);
  }

  /** Hands a block over for segment `segment`; a higher number than before ends the segment before. */
  write(block: BlockBuffer, segment: number): void {
    this.waiting.push({ block, segment });
    if (this.isRunning) return;
    this.isRunning = true;
    this.running = this.run();
  }

  /** Resolves when everything handed over is on disk or given up. */
  async settled(): Promise<void> {
    while (this.isRunning) await this.running;
  }

  /** Ends the open segment after everything handed over so far. */
  async finish(): Promise<void> {
    await this.settled();
    await this.endSegment().catch((error: unknown) => this.fail(error));
  }

  private async run(): Promise<void> {
    for (;;) {
      const next = this.waiting[0];
      if (next === undefined) break;
      for (const sealed of this.waiting.slice(0, PACKED_AHEAD)) this.startPacking(sealed);
      try {
        await this.store(next);
        this.waiting.shift();
        this.release(next.block);
      } catch (error) {
        await this.fail(error);
      }
    }
    this.isRunning = false;
  }

  private startPacking(sealed: Sealed): void {
    if (sealed.packed !== undefined) return;
    sealed.packed = pack(this.options.codec, sealed.block.filled());
    // Awaited when its turn comes; until then a failure is nobody's.
    sealed.packed.catch(() => undefined);
  }

  private async store({ block, segment, packed }: Sealed): Promise<void> {
    const payload = await packed ?? Buffer.alloc(0);
    if (segment !== this.segment || this.file === undefined) await this.beginSegment(segment);
    await this.file?.append(block, this.options.codec, payload);
    this.counts.blocks += 1;
    this.counts.rawBytes += block.length;
    this.counts.fileBytes += payload.length;
  }

  private async beginSegment(segment: number): Promise<void> {
    await this.endSegment();
    this.segment = segment;
    this.file = await SegmentFile.create(join(this.options.folder, segmentName(segment)), this.options.openSegment);
    this.counts.segments += 1;
  }

  private async endSegment(): Promise<void> {
    const { file } = this;
    this.file = undefined;
    if (file === undefined) return;
    await file.close();
    this.options.onSegment(file.path);
  }

  private async fail(error: unknown): Promise<void> {
    const { file } = this;
    this.file = undefined;
    const given = this.waiting.splice(0);
    // A block that is being packed may be filled anew meanwhile: what comes out is for nobody.
    for (const { block } of given) this.release(block);
    this.options.onFailure(error, given[0]?.block.firstOrdinal);
    await file?.abandon();
    if (file !== undefined && file.blocks > 0) this.options.onSegment(file.path);
  }
}
