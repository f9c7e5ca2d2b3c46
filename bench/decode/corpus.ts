import { FRAMES_PER_SECOND, makeFrameStream, type FrameStream } from '../frames/frame-stream';
import { inReads } from '../frames/in-reads';
import type { BenchContext } from '../harness/bench-case';
import { AnswersDiffer, cpuTimed, type Contestant } from '../harness/measure';
import type { FrameReader } from './frame-reader';
import { ProductReader } from './product-reader';

export const SYMBOLS = 300;
/** Sums of one round are differences of running sums. */
const SUM_DIGITS = 9;

/** Frames of the usual mix of 300 symbols: more than the processor's caches hold. */
export const makeCorpus = ({ isQuick }: BenchContext): FrameStream =>
  makeFrameStream({ seed: 1, symbolCount: SYMBOLS, preludeSeconds: 0, measuredFrames: isQuick ? 20_000 : 150_000, framesPerSecond: FRAMES_PER_SECOND });

/** Reads the whole corpus per round. With `isCompared`, the sums must be equal. */
export const readerContestant = (corpus: FrameStream, reader: Omit<FrameReader, 'difference'>, isCompared: boolean): Contestant =>
  cpuTimed(reader.name, corpus.frames.length, () => () => {
    const { frames, receivedTimesMs } = corpus;
    const before = reader.sum;
    inReads(0, frames.length, (from, to) => {
      for (let index = from; index < to; index += 1) {
        const frame = frames[index];
        if (frame !== undefined) reader.read(frame, receivedTimesMs[index] ?? 0);
      }
    });
    const sum = reader.sum - before;
    if (!(sum > 0)) throw new AnswersDiffer(`${reader.name} read nothing, or a value that is not a number`);
    return isCompared ? sum.toPrecision(SUM_DIGITS) : undefined;
  });

/** Reads frame by frame with both and compares what they hold. @throws AnswersDiffer at the first difference. */
export const checkReader = ({ frames, receivedTimesMs, instruments }: FrameStream, reader: FrameReader): void => {
  const ours = new ProductReader(instruments);
  for (const [index, frame] of frames.entries()) {
    ours.read(frame, receivedTimesMs[index] ?? 0);
    reader.read(frame, receivedTimesMs[index] ?? 0);
    const difference = reader.difference(ours.frame, ours.symbols.nameOf(ours.frame.symbolId));
    if (difference !== undefined) throw new AnswersDiffer(`${reader.name} read frame ${index} otherwise: ${difference}: ${frame.toString()}`);
  }
};
