import { spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { CaseReport, CaseRequest } from '../run-case';
import type { BenchCase, Row } from './bench-case';

const hasTaskset = (): boolean => process.platform === 'linux' && spawnSync('taskset', ['--version']).status === 0;

/** The command line, bound to one cpu where the machine can and has more than one: cpu 0 does the rest of its work. */
export const pinnedTo = (cpu: number, command: readonly string[]): readonly string[] =>
  (availableParallelism() > cpu && availableParallelism() > 1 && hasTaskset() ? ['taskset', '-c', String(cpu), ...command] : command);

/**
 * Code is kept: between its turns a way waits through the other's collections of garbage, after some of which the engine would drop what
 * it compiled of it, to compile it again at its expense.
 */
const FLAGS = ['--expose-gc', '--no-flush-bytecode'];

/** Runs one case in a process of its own: what the engine learned of one case's code is not to slow the next one's. */
export const startCase = (one: BenchCase, request: CaseRequest, onProgress: (text: string) => void): Promise<readonly Row[]> => {
  const program = [process.execPath, ...FLAGS, join(request.programs, 'run-case.js'), JSON.stringify(request)];
  const [command = '', ...args] = one.isPinned ? pinnedTo(1, program) : program;
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return new Promise((resolve, reject) => {
    let rows: readonly Row[] | undefined;
    child.on('message', (report: CaseReport) => {
      if ('rows' in report) rows = report.rows;
      else onProgress(report.progress);
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (rows !== undefined && code === 0) resolve(rows);
      else reject(new Error(`case ${one.name} ended with ${code === null ? `signal ${String(signal)}` : `code ${code}`}`));
    });
  });
};
