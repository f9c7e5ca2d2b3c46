import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOpportunity } from '../../core/contracts/opportunity';
import type { BenchCase, BenchContext } from '../harness/bench-case';
import { compare, interleave, type Contestant } from '../harness/measure';
import { pinnedTo } from '../harness/start-case';
import { makeWarmStream } from '../paths/contestant';
import { answerOfAll } from '../paths/path';
import { foundOf } from '../paths/product-path';
import { writePlainFile } from '../recording/plain-file';
import { feedInTurns, recordedPath } from '../recording/record-stream';

const REPLAY_CPU = 1;
const OURS = 'npm run replay';
const PLAIN = 'the idiomatic path over a plain file';

/** Wall time of a whole process, its start and the reading of its file included. @throws Error with what it said when it fails. */
const timed = (command: readonly string[]): { readonly seconds: number; readonly stdout: string } => {
  const [program = '', ...args] = pinnedTo(REPLAY_CPU, command);
  const startMs = performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  const seconds = (performance.now() - startMs) / 1_000;
  if (status !== 0) throw new Error(`${command.join(' ')} ended with code ${String(status)}: ${stderr}`);
  return { seconds, stdout };
};

const ours = ({ programs }: BenchContext, session: string, outFile: string): Contestant => ({
  name: OURS,
  round: () => {
    const { seconds } = timed([process.execPath, join(programs, 'replay.js'), session, '--out', outFile, '--json']);
    const lines = readFileSync(outFile, 'utf8').split('\n').filter((line) => line !== '');
    return { value: seconds, answer: answerOfAll(lines.map((line) => foundOf(parseOpportunity(JSON.parse(line))))) };
  },
});

const plain = ({ programs }: BenchContext, file: string): Contestant => ({
  name: PLAIN,
  round: () => {
    const { seconds, stdout } = timed([process.execPath, join(programs, 'recording', 'plain-replay.js'), file]);
    return { value: seconds, answer: stdout.trim() };
  },
});

/** The same frames twice on disk: as the product records them, and one line for each. */
const writeBoth = async ({ isQuick }: BenchContext, folder: string): Promise<{ readonly session: string; readonly file: string }> => {
  const stream = makeWarmStream(300, isQuick ? 60_000 : 900_000);
  const { path, writer } = recordedPath(stream, folder);
  path.onUniverse(stream.instruments, stream.startTimeMs);
  await feedInTurns(stream, path, 0, writer, (work) => { work(); });
  await writer.close();
  const file = join(folder, 'frames.txt');
  writePlainFile(file, stream);
  return { session: writer.sessionDirectory, file };
};

export const REPLAY: BenchCase = {
  name: 'replay',
  isPinned: false,
  run: async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'tapewatch-bench-'));
    try {
      const { session, file } = await writeBoth(context, folder);
      const contestants = [ours(context, session, join(folder, 'opportunities.jsonl')), plain(context, file)];
      const measured = await interleave({ ...context, warmups: 0 }, 'replay', contestants);
      return [compare(measured, {
        figure: 'replay, whole process', unit: 's', ours: OURS, peer: PLAIN, goal: { timesCheaper: 8 },
        note: 'ours unpacks and checks its recording, follows what came of each opportunity and asks the finder; the other reads bare lines and only finds',
      })];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
