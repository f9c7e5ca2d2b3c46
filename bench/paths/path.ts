import { createHash } from 'node:crypto';
import type { Instrument } from '../../core/market/instrument';
import { inReads } from '../frames/in-reads';
import type { FrameStream } from '../frames/frame-stream';
import type { FoundOpportunity } from '../idiomatic/opportunity';

/** One way from frames to opportunities. */
export interface Path {
  onUniverse(instruments: readonly Instrument[], timeMs: number): void;
  onFrame(frame: Buffer, receivedTimeMs: number): void;
  onClock(nowMs: number): void;
  /** All found so far, in order. */
  found(): readonly FoundOpportunity[];
}

/** As often as the scanner ticks. */
export const CLOCK_TICK_MS = 100;

/** The clock's next tick after a time. */
export const tickAfter = (timeMs: number): number => (Math.floor(timeMs / CLOCK_TICK_MS) + 1) * CLOCK_TICK_MS;

/** Feeds the frames [from, to) to a path, with the clock's ticks where they belong. */
export const feed = (stream: FrameStream, path: Path, from: number, to: number): void => {
  inReads(from, to, (start, end) => { feedRead(stream, path, start, end); });
};

const feedRead = ({ frames, receivedTimesMs }: FrameStream, path: Path, from: number, to: number): void => {
  let nextTickMs = tickAfter(receivedTimesMs[Math.max(0, from - 1)] ?? 0);
  for (let index = from; index < to; index += 1) {
    const receivedTimeMs = receivedTimesMs[index] ?? 0;
    for (; nextTickMs <= receivedTimeMs; nextTickMs += CLOCK_TICK_MS) path.onClock(nextTickMs);
    const frame = frames[index];
    if (frame !== undefined) path.onFrame(frame, receivedTimeMs);
  }
};

/** Scores to six decimals: two correct ways of summing a window differ in the last digits of a double. */
const lineOf = (one: FoundOpportunity): string => {
  const score = (value: number | null): string => (value === null ? '-' : value.toFixed(6));
  return [one.eventId, one.symbol, one.type, one.side, one.price, one.confidence, score(one.squeezeScore), score(one.imbalance), score(one.volumeMultiple), one.rank, one.minuteBars].join(' ');
};

export const linesOf = (path: Path): readonly string[] => path.found().map(lineOf);

/** How many were found, and a checksum over all that two paths must agree on. */
export const answerOfAll = (found: readonly FoundOpportunity[]): string =>
  `${found.length} opportunities, sha256 ${createHash('sha256').update(found.map(lineOf).join('\n')).digest('hex').slice(0, 16)}`;

export const answerOf = (path: Path): string => answerOfAll(path.found());
