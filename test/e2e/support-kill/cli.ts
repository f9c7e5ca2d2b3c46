import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const ROOT = join(__dirname, '..', '..', '..');
const TYPESCRIPT = ['--import', pathToFileURL(require.resolve('tsx')).href];

/** `npm start -- ...args` without npm: the process that this returns is the run itself. */
export interface Cli {
  readonly process: ChildProcess;
  readonly stdout: string[];
  readonly stderr: string[];
  /** Exit code, null when a signal ended it; resolves when both streams have been read to their ends. */
  readonly ended: Promise<number | null>;
}

export const startCli = (args: readonly string[], nodeFlags: readonly string[] = []): Cli => {
  const child = spawn(process.execPath, [...TYPESCRIPT, ...nodeFlags, join(ROOT, 'cli', 'start.ts'), ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr]: [string[], string[]] = [[], []];
  createInterface({ input: child.stdout }).on('line', (line) => stdout.push(line));
  createInterface({ input: child.stderr }).on('line', (line) => stderr.push(line));
  return { process: child, stdout, stderr, ended: new Promise((resolve) => { child.on('close', resolve); }) };
};
