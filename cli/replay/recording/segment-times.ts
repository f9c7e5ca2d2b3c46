import { readBlocks } from '../../../adapters/recording/read-blocks';
import type { RecordVisitor } from '../../../adapters/recording/record-block';
import type { Recording } from '../../../adapters/recording/open-recording';
import type { BlockPlace, SegmentIndex } from '../../../adapters/recording/segment-index';
import type { PlaySpan } from './recording-play';

/** Receive times of the inputs in one block. */
const timesIn = async ({ path }: SegmentIndex, block: BlockPlace): Promise<PlaySpan | undefined> => {
  let [firstMs, lastMs] = [Infinity, -Infinity];
  const see = (timeMs: number): void => {
    firstMs = Math.min(firstMs, timeMs);
    lastMs = Math.max(lastMs, timeMs);
  };
  const visitor: RecordVisitor = {
    frame: (_connection, _buffer, _start, _end, receivedTimeMs) => { see(receivedTimeMs); },
    event: ({ receivedTimeMs }) => { see(receivedTimeMs); },
  };
  for await (const records of readBlocks([{ path, blocks: [block], damage: undefined }], { ordinal: 0 })) records.visit(visitor);
  return lastMs < firstMs ? undefined : { firstMs, lastMs };
};

/** The first of these blocks that holds an input: a header or a state may stand in a block of its own. */
const firstTimes = async (segment: SegmentIndex, blocks: readonly BlockPlace[]): Promise<PlaySpan | undefined> => {
  for (const block of blocks) {
    const times = await timesIn(segment, block);
    if (times !== undefined) return times;
  }
  return undefined;
};

/** Receive time of a segment's first input; undefined where it has none. Reads a block or two. @throws RecordingError where they are damaged. */
export const segmentStartMs = async (segment: SegmentIndex): Promise<number | undefined> => (await firstTimes(segment, segment.blocks))?.firstMs;

const segmentEndMs = async (segment: SegmentIndex): Promise<number | undefined> => (await firstTimes(segment, [...segment.blocks].reverse()))?.lastMs;

const firstOf = async (segments: readonly SegmentIndex[], timeOf: (segment: SegmentIndex) => Promise<number | undefined>): Promise<number | undefined> => {
  for (const segment of segments) {
    const timeMs = await timeOf(segment);
    if (timeMs !== undefined) return timeMs;
  }
  return undefined;
};

/** Receive times of the first and the last input of a recording; undefined where it holds none. */
export const spanOf = async ({ segments }: Pick<Recording, 'segments'>): Promise<PlaySpan | undefined> => {
  const firstMs = await firstOf(segments, segmentStartMs);
  const lastMs = await firstOf([...segments].reverse(), segmentEndMs);
  return firstMs === undefined || lastMs === undefined ? undefined : { firstMs, lastMs };
};
