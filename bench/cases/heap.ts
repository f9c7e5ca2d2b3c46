import { GCProfiler } from 'node:v8';
import type { FrameStream } from '../frames/frame-stream';
import type { BenchCase } from '../harness/bench-case';
import { collectGarbage, compare, interleave, type Contestant } from '../harness/measure';
import { IDIOMATIC, makeWarmStream, measuredCount, PRODUCT, warmPath, type PathName } from '../paths/contestant';
import { answerOf, feed } from '../paths/path';

const NAMES: readonly PathName[] = [PRODUCT, IDIOMATIC];

interface Garbage {
  readonly bytes: number;
  readonly collections: number;
}

/** What `work` allocates on the engine's heap, and how often that had to be collected. */
const garbageOf = (work: () => void): Garbage => {
  const profiler = new GCProfiler();
  profiler.start();
  const startBytes = process.memoryUsage().heapUsed;
  work();
  const endBytes = process.memoryUsage().heapUsed;
  const { statistics } = profiler.stop();
  let bytes = 0;
  let fromBytes = startBytes;
  for (const { beforeGC, afterGC } of statistics) {
    bytes += beforeGC.heapStatistics.usedHeapSize - fromBytes;
    fromBytes = afterGC.heapStatistics.usedHeapSize;
  }
  return { bytes: bytes + endBytes - fromBytes, collections: statistics.length };
};

const garbageContestant = (name: PathName, stream: FrameStream, onGarbage: (garbage: Garbage) => number): Contestant => ({
  name,
  round: () => {
    const path = warmPath(name, stream);
    collectGarbage();
    const garbage = garbageOf(() => { feed(stream, path, stream.measuredFrom, stream.frames.length); });
    return { value: onGarbage(garbage), answer: answerOf(path) };
  },
});

/** On a market without plants: what a finding allocates is not a frame's. */
export const HEAP: BenchCase = {
  name: 'heap',
  isPinned: true,
  run: async (context) => {
    const stream = makeWarmStream(300, context.isQuick ? 100_000 : 600_000, { isEventful: false });
    const frames = measuredCount(stream);
    const perFrame = await interleave(context, 'heap: bytes', NAMES.map((name) => garbageContestant(name, stream, ({ bytes }) => bytes / frames)));
    const perMillion = await interleave(context, 'heap: collections', NAMES.map((name) => garbageContestant(name, stream, ({ collections }) => (collections * 1e6) / frames)));
    return [
      compare(perFrame, { figure: 'heap allocated', unit: 'bytes/frame', ours: PRODUCT, peer: IDIOMATIC, goal: { atMost: 5 } }),
      compare(perMillion, { figure: 'garbage collections', unit: 'per 1 M frames', ours: PRODUCT, peer: IDIOMATIC, goal: { atMost: 2 } }),
    ];
  },
};
