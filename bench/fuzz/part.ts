import { performance } from 'node:perf_hooks';
import { DecoderFuzz, type FuzzCounts, type FuzzFinding } from '../../test/support/decoder-fuzz';
import type { FuzzOptions } from './options';

/** Environment of the process that runs the decoder: its `FuzzOptions` and the frames between two reports. */
export const FUZZ_PART = 'FUZZ_DECODER_PART';

export interface PartReport extends FuzzCounts {
  readonly heapBytes: number;
  readonly rssBytes: number;
  readonly slowestMs: number;
  readonly finding: FuzzFinding | undefined;
}

const MUTATED_SHARE = 0.75;
/** One frame cannot be timed without timing the clock. */
const TIMED_FRAMES = 50;

/** Runs the decoder in this process and reports to the parent after each part. */
export const runPart = (text: string): number => {
  const { frames, seed, part } = JSON.parse(text) as FuzzOptions & { readonly part: number };
  Error.stackTraceLimit = 0;
  const fuzz = new DecoderFuzz(seed, MUTATED_SHARE);
  while (fuzz.counts.mutatedFrames < frames) {
    const { slowestMs, finding } = runTimed(fuzz, part);
    // As when memory is short: the engine also drops its copies of code that was compiled once and is not in use any more.
    globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    process.send?.({ ...fuzz.counts, heapBytes: process.memoryUsage().heapUsed, rssBytes: process.memoryUsage.rss(), slowestMs, finding } satisfies PartReport);
    if (finding !== undefined) return 1;
  }
  return 0;
};

const runTimed = (fuzz: DecoderFuzz, frames: number): { readonly slowestMs: number; readonly finding: FuzzFinding | undefined } => {
  let slowestMs = 0;
  for (let done = 0; done < frames; done += TIMED_FRAMES) {
    const size = Math.min(TIMED_FRAMES, frames - done);
    const started = performance.now();
    const finding = fuzz.run(size);
    slowestMs = Math.max(slowestMs, (performance.now() - started) / size);
    if (finding !== undefined) return { slowestMs, finding };
  }
  return { slowestMs, finding: undefined };
};
