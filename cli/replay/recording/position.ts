import { basename } from 'node:path';
import { parsePosition } from '../../../adapters/recording/find-segment';
import type { Recording } from '../../../adapters/recording/open-recording';
import type { SegmentIndex } from '../../../adapters/recording/segment-index';

/** The record's ordinal over the whole session. @throws RangeError for a text that is no position. */
export const ordinalOf = (text: string): number => {
  const position = parsePosition(text);
  if (position === undefined) throw new RangeError(`position is "${text}": expected session/record`);
  return position.ordinal;
};

/** The segment that holds the record. */
export const segmentHolding = ({ segments }: Pick<Recording, 'segments'>, ordinal: number): SegmentIndex | undefined =>
  segments.find(({ firstOrdinal, endOrdinal }) => ordinal >= firstOrdinal && ordinal < endOrdinal);

/** Its file name, for people. */
export const segmentOf = (recording: Pick<Recording, 'segments'>, ordinal: number): string =>
  basename(segmentHolding(recording, ordinal)?.path ?? 'no segment');
