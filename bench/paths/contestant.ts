import { FRAMES_PER_SECOND, makeFrameStream, type FrameStream } from '../frames/frame-stream';
import { cpuTimed, type Contestant } from '../harness/measure';
import { IdiomaticPath } from '../idiomatic/idiomatic-path';
import { answerOf, feed, type Path } from './path';
import { ProductPath } from './product-path';
import { wholeMarket } from './settings';

export const PRODUCT = 'ours';
export const IDIOMATIC = 'the idiomatic path';

export type PathName = typeof PRODUCT | typeof IDIOMATIC;

/** Seven minutes: the longest warm-up of the detectors, a squeeze, needs six. */
const WARM_SECONDS = 420;

export const makeWarmStream = (symbolCount: number, measuredFrames: number, options: { readonly preludeSeconds?: number; readonly isEventful?: boolean } = {}): FrameStream =>
  makeFrameStream({ seed: 1, symbolCount, preludeSeconds: WARM_SECONDS, measuredFrames, framesPerSecond: FRAMES_PER_SECOND, ...options });

/** A path that has seen the stream up to its measured part. */
export const warmPath = (name: PathName, stream: FrameStream): Path => {
  const settings = wholeMarket(stream.instruments.length);
  const path = name === PRODUCT ? new ProductPath(settings) : new IdiomaticPath(settings);
  path.onUniverse(stream.instruments, stream.startTimeMs);
  feed(stream, path, 0, stream.measuredFrom);
  return path;
};

export const measuredCount = ({ frames, measuredFrom }: FrameStream): number => frames.length - measuredFrom;

/** CPU time per frame of the measured part, by a fresh path in each round. */
export const pathContestant = (name: PathName, stream: FrameStream): Contestant =>
  cpuTimed(name, measuredCount(stream), () => {
    const path = warmPath(name, stream);
    return () => {
      feed(stream, path, stream.measuredFrom, stream.frames.length);
      return answerOf(path);
    };
  });
