import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readBlocks } from './read-blocks';
import type { RecordBlock } from './record-block';
import { fileProblem, RecordingError } from './recording-error';
import type { RecordingHeader } from './recording-header';
import { bySegmentNumber, isSegmentName, segmentPaths, sessionsIn } from './segment-files';
import { beginsLikeSegment, indexSegment, type SegmentIndex } from './segment-index';

/** Records that are in no file: a segment that the ring deleted or that was not given, or the end of one that a crash cut off. */
export interface RecordingGap {
  /** Ordinals from `fromOrdinal` to below `toOrdinal`. */
  readonly fromOrdinal: number;
  readonly toOrdinal: number;
  /** The segment that goes on behind it. */
  readonly before: string;
}

/** A recording that has been looked over, not yet read. */
export interface Recording {
  readonly header: RecordingHeader;
  /** In order; those without a whole block are left out. */
  readonly segments: readonly SegmentIndex[];
  readonly gaps: readonly RecordingGap[];
  /** Bytes behind the last whole block of each segment, added up: what crashes cut off. */
  readonly truncatedBytes: number;
  /**
   * All blocks in order, the next ones read and unpacked while one is being visited.
   * @throws RecordingError naming file, block and byte where the recording is damaged; what stands before has been yielded.
   */
  blocks(): AsyncGenerator<RecordBlock>;
  /** `session/record` of the record being visited. */
  positionOf(): string;
}

const hasBlocks = ({ blocks }: SegmentIndex): boolean => blocks.length > 0;

/** The ordinals that are missing between segments in order. @throws RecordingError where two overlap. */
const gapsBetween = (indexed: readonly SegmentIndex[]): readonly RecordingGap[] => indexed.filter(hasBlocks).flatMap(({ path, firstOrdinal }, index, segments) => {
  const before = segments[index - 1];
  if (before === undefined || before.endOrdinal === firstOrdinal) return [];
  if (before.endOrdinal > firstOrdinal) throw new RecordingError(`${path}: begins with record ${firstOrdinal}, which is in ${before.path} too: expected segments of one session, each once`);
  return [{ fromOrdinal: before.endOrdinal, toOrdinal: firstOrdinal, before: path }];
});

const readHeader = async ({ path, blocks, damage }: SegmentIndex): Promise<RecordingHeader> => {
  let header: RecordingHeader | undefined;
  for await (const block of readBlocks([{ path, blocks: blocks.slice(0, 1), damage }], { ordinal: 0 })) {
    block.visit({ header: (found) => { header = found; } });
    break;
  }
  if (header === undefined) throw new RecordingError(`${path}: has no header: expected one in its first block`);
  return header;
};

const pathsBelow = async (directory: string): Promise<readonly string[]> => {
  const paths = await segmentPaths(directory);
  if (paths.length > 0) return paths;
  const sessions = await sessionsIn(directory);
  throw new RecordingError(sessions.length > 0
    ? `${directory}: holds ${sessions.length} sessions, expected one: choose ${sessions.map((name) => join(directory, name)).join(' or ')}`
    : `${directory}: holds no recording: expected files like 000000.tape`);
};

const segmentsAt = async (path: string): Promise<readonly string[]> => {
  try {
    return (await stat(path)).isDirectory() ? await pathsBelow(path) : [path];
  } catch (error) {
    throw error instanceof RecordingError ? error : new RecordingError(`cannot read ${path}: ${fileProblem(error)}`);
  }
};

/** True for what `openRecording` reads: a directory or a segment, as against the files of `readCapture`. False for what cannot be read. */
export const isRecording = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory() || isSegmentName(basename(path)) || await beginsLikeSegment(path);
  } catch {
    return false;
  }
};

/**
 * Looks over a recording: a session's directory, one segment, or several of one session. An end that a crash cut off is no error.
 * @throws RecordingError when a file cannot be read or is no segment, nothing whole is in any, or two hold the same records.
 */
export const openRecording = async (path: string | readonly string[]): Promise<Recording> => {
  const given = typeof path === 'string' ? [path] : path;
  const paths = (await Promise.all(given.map(segmentsAt))).flat();
  const indexed = [...paths].sort(bySegmentNumber).map(indexSegment);
  const segments = indexed.filter((segment) => hasBlocks(segment) || segment.damage !== undefined);
  const [first] = segments;
  if (first === undefined) throw new RecordingError(`${given.join(', ')}: holds no whole block: the recorder ended before it had written any`);
  const header = await readHeader(first);
  const cursor = { ordinal: first.firstOrdinal };
  return {
    header, segments, gaps: gapsBetween(segments),
    truncatedBytes: indexed.reduce((sum, { truncatedBytes }) => sum + truncatedBytes, 0),
    blocks: () => readBlocks(segments, cursor),
    positionOf: () => `${header.session}/${cursor.ordinal}`,
  };
};
