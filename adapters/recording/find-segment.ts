import { segmentPaths } from './segment-files';
import { indexSegment, type SegmentIndex } from './segment-index';

/**
 * The segment of a session that holds the record with this ordinal; undefined where none does: the ring has deleted it, a crash cut it
 * off, or it has not been written yet.
 * @throws RecordingError when the directory's files cannot be read or are no segments.
 */
export const findSegment = async (sessionDirectory: string, ordinal: number): Promise<SegmentIndex | undefined> => {
  for (const path of [...await segmentPaths(sessionDirectory)].reverse()) {
    const segment = indexSegment(path);
    if (segment.blocks.length > 0 && segment.firstOrdinal <= ordinal) return ordinal < segment.endOrdinal ? segment : undefined;
  }
  return undefined;
};

/** A position `session/record` in its two parts; undefined where the text is none. */
export const parsePosition = (position: string): { readonly session: string; readonly ordinal: number } | undefined => {
  const match = /^(\d{8}T\d{6}Z-[0-9a-f]{4})\/(\d{1,15})$/.exec(position);
  return match?.[1] === undefined ? undefined : { session: match[1], ordinal: Number(match[2]) };
};
