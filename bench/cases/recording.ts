import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameStream } from '../frames/frame-stream';
import type { BenchCase, BenchContext } from '../harness/bench-case';
import { compare, interleave, type Contestant, type Measured } from '../harness/measure';
import { makeWarmStream, measuredCount, PRODUCT, warmPath } from '../paths/contestant';
import { answerOf, type Path } from '../paths/path';
import { feedInTurns, recordedPath } from '../recording/record-stream';

const UNIT = 'ns/frame';
const PLAIN = 'ours without recording';
const RECORDING_PATH = 'ours, recording';

interface Costs {
  /** CPU time of the thread that decides. */
  readonly thread: number;
  /** Of the whole process: packing and writing happen on other threads. */
  readonly process: number;
}

const nsOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) * 1_000;

/** Runs the measured part in turns; what is waited for between two turns is in the process's time only. */
const costsOf = async (stream: FrameStream, path: Path, writer: ReturnType<typeof recordedPath>['writer'] | undefined): Promise<Costs> => {
  let threadNs = 0;
  const before = process.cpuUsage();
  await feedInTurns(stream, path, stream.measuredFrom, writer, (work) => {
    const start = process.threadCpuUsage();
    work();
    threadNs += nsOf(process.threadCpuUsage(start));
  });
  await writer?.close();
  const frames = measuredCount(stream);
  return { thread: threadNs / frames, process: nsOf(process.cpuUsage(before)) / frames };
};

const plain = (stream: FrameStream, pick: keyof Costs): Contestant => ({
  name: PLAIN,
  round: async () => {
    const path = warmPath(PRODUCT, stream);
    const costs = await costsOf(stream, path, undefined);
    return { value: costs[pick], answer: answerOf(path) };
  },
});

const recording = (stream: FrameStream, pick: keyof Costs): Contestant => ({
  name: RECORDING_PATH,
  round: async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tapewatch-bench-'));
    try {
      const { path, writer } = recordedPath(stream, directory);
      path.onUniverse(stream.instruments, stream.startTimeMs);
      await feedInTurns({ ...stream, frames: stream.frames.slice(0, stream.measuredFrom) }, path, 0, writer, (work) => { work(); });
      const costs = await costsOf(stream, path, writer);
      const { lostRecords } = writer.counts();
      if (lostRecords > 0) throw new Error(`the recording lost ${lostRecords} records`);
      return { value: costs[pick], answer: answerOf(path) };
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
});

const measure = (context: BenchContext, stream: FrameStream, pick: keyof Costs): Promise<Measured> =>
  interleave(context, `recording: ${pick}`, [recording(stream, pick), plain(stream, pick)]);

export const RECORDING: BenchCase = {
  name: 'recording',
  isPinned: false,
  run: async (context) => {
    const stream = makeWarmStream(300, context.isQuick ? 60_000 : 400_000);
    const parts = { unit: UNIT, ours: RECORDING_PATH, peer: PLAIN, goal: null };
    return [
      compare(await measure(context, stream, 'thread'), { ...parts, figure: 'recording, the deciding thread' }),
      compare(await measure(context, stream, 'process'), { ...parts, figure: 'recording, all threads' }),
    ];
  },
};
