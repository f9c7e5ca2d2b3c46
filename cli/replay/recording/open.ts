import { stat } from 'node:fs/promises';
import { openRecording, type Recording } from '../../../adapters/recording/open-recording';
import { RecordingError } from '../../../adapters/recording/recording-error';
import { segmentPaths } from '../../../adapters/recording/segment-files';
import { UsageError } from '../../usage';
import { segmentStartMs } from './segment-times';

const isEmptyFolder = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory() && (await segmentPaths(path)).length === 0;
  } catch {
    return true;
  }
};

/**
 * Opens a session's folder or one segment.
 * @throws UsageError where there is no recording, RecordingError where there is one that cannot be read.
 */
export const openOurs = async (path: string): Promise<Recording> => {
  try {
    return await openRecording(path);
  } catch (error) {
    throw error instanceof RecordingError && await isEmptyFolder(path) ? new UsageError(error.message) : error;
  }
};

const from = (recording: Recording, index: number): Promise<Recording> | Recording =>
  (index <= 0 ? recording : openRecording(recording.segments.slice(index).map(({ path }) => path)));

/** The same session from the segment on that holds this record. */
export const openFromRecord = async (recording: Recording, ordinal: number): Promise<Recording> =>
  from(recording, recording.segments.findLastIndex(({ firstOrdinal }) => firstOrdinal <= ordinal));

/** The same session from the last segment on that begins at this receive time or before. */
export const openFromTime = async (recording: Recording, timeMs: number): Promise<Recording> => {
  for (const [index, segment] of [...recording.segments.entries()].reverse()) {
    if (((await segmentStartMs(segment)) ?? Infinity) <= timeMs) return from(recording, index);
  }
  return recording;
};
