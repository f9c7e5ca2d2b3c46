import type { RecordingHeader } from './recording-header';
import type { OpenSegment } from './segment-file';
import type { Codec } from './segment-format';

export interface RecordingWriterOptions {
  /** Of all sessions; made when missing. The session gets a directory of its own below it. */
  readonly directory: string;
  readonly header: RecordingHeader;
  /** All that decides, as plain data (`MarketSession.state`): called between two inputs at the start of each segment, and at the end. */
  readonly stateOf: () => unknown;
  /** A segment ends when an input was received so long after its first. Default 300,000 ms. */
  readonly segmentMs?: number;
  /** Or when it holds so many unpacked bytes. Default 256 MiB. */
  readonly segmentBytes?: number;
  /** Default 1 MiB. */
  readonly blockBytes?: number;
  /** Blocks in memory at most; beyond them records are lost, and said to be. Default 16. */
  readonly maxBlocks?: number;
  /** A block that is not full is written after this real time: what a crash can lose. Default 1,000 ms. */
  readonly flushMs?: number;
  /** Real time from a disk's refusal to the next try. Default 30,000 ms. */
  readonly retryMs?: number;
  /** Finished segments last written longer ago than this, real time, are deleted. Default 3,600,000 ms. */
  readonly ringMs?: number;
  /** And the oldest where all segments of the directory together are larger. Default 4 GiB. */
  readonly ringBytes?: number;
  readonly codec?: Codec;
  readonly openSegment?: OpenSegment;
  /** A segment is complete: it can be uploaded, and the ring looked after. */
  readonly onSegment?: (path: string) => void;
  /** One sentence for the operator, once for each kind of trouble until a segment was written without any. */
  readonly onProblem?: (text: string) => void;
}

export interface RecordingCounts {
  readonly records: number;
  readonly lostRecords: number;
  readonly waitingBlocks: number;
  /** By the ring. */
  readonly deletedSegments: number;
  readonly blocks: number;
  readonly segments: number;
  /** Of the blocks on disk, before and after packing. */
  readonly rawBytes: number;
  readonly fileBytes: number;
}
