export interface MemorySample {
  readonly frames: number;
  /** Live objects, right after a collection. */
  readonly heapBytes: number;
  readonly rssBytes: number;
}

const MIB = 2 ** 20;
/** Compiled code and feedback settle in the first part of a run. */
const WARM_SHARE = 0.3;
const MAX_HEAP_BYTES_PER_FRAME = 1;
/** The allocator gives pages back late. */
const MAX_RSS_BYTES_PER_FRAME = 16;
const LEAST_SAMPLES = 5;

/** Least squares of bytes over frames: bytes gained per frame. */
const slopeOf = (samples: readonly MemorySample[], bytesOf: (sample: MemorySample) => number): number => {
  const count = samples.length;
  const meanFrames = samples.reduce((sum, { frames }) => sum + frames, 0) / count;
  const meanBytes = samples.reduce((sum, sample) => sum + bytesOf(sample), 0) / count;
  const covariance = samples.reduce((sum, sample) => sum + (sample.frames - meanFrames) * (bytesOf(sample) - meanBytes), 0);
  const variance = samples.reduce((sum, { frames }) => sum + (frames - meanFrames) ** 2, 0);
  return covariance / variance;
};

/** Does memory stay where it was once the run has warmed up? */
export const flatness = (samples: readonly MemorySample[]): { readonly isFlat: boolean; readonly text: string } => {
  const warm = samples.slice(Math.floor(samples.length * WARM_SHARE));
  if (warm.length < LEAST_SAMPLES) return { isFlat: true, text: 'too short a run to judge its memory' };
  const heap = slopeOf(warm, ({ heapBytes }) => heapBytes);
  const rss = slopeOf(warm, ({ rssBytes }) => rssBytes);
  const isFlat = heap <= MAX_HEAP_BYTES_PER_FRAME && rss <= MAX_RSS_BYTES_PER_FRAME;
  const perMillion = (bytes: number): string => `${((bytes * 1e6) / MIB).toFixed(3)} MiB`;
  return { isFlat, text: `memory ${isFlat ? 'flat' : 'GROWS'}: ${perMillion(heap)} of heap and ${perMillion(rss)} of rss per million frames` };
};
