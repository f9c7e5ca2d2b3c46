import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../local/bundle';
import type { DayOptions, DayRun } from './day-run';

/** The next answer of a process; rejects when it ends instead. */
const answerOf = (child: ChildProcess): Promise<DayRun> => new Promise((resolve, reject) => {
  const onExit = (code: number | null): void => { reject(new Error(`a process that played a day ended with code ${code ?? 'none'}`)); };
  child.once('exit', onExit);
  child.once('message', (run) => {
    child.off('exit', onExit);
    resolve(run as DayRun);
  });
});

const play = async (program: string, queue: (readonly [number, DayOptions])[], onRun: (index: number, run: DayRun) => void): Promise<void> => {
  const child = fork(program, [], { serialization: 'advanced', execArgv: [] });
  try {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, day] = next;
      child.send(day);
      onRun(index, await answerOf(child));
    }
  } finally {
    if (child.connected) child.disconnect();
  }
};

/**
 * Plays days in `jobs` processes of their own; `onPlayed` hears of each as it is done. The answer is in the order asked for. The program
 * is bundled first: a TypeScript loader keeps functions' names, which costs a third of the time.
 */
export const playDays = async (days: readonly DayOptions[], jobs: number, onPlayed: (run: DayRun, done: number) => void): Promise<readonly DayRun[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'tapewatch-report-'));
  try {
    const program = await bundle('cli/report/day-process.ts', join(folder, 'day-process.js'));
    const runs: DayRun[] = [];
    let done = 0;
    const queue = days.map((day, index) => [index, day] as const);
    await Promise.all(Array.from({ length: Math.min(jobs, days.length) }, () => play(program, queue, (index, run) => {
      runs[index] = run;
      done += 1;
      onPlayed(run, done);
    })));
    return runs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
