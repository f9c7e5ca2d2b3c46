import { readdirSync, readFileSync } from 'node:fs';

/** Processes can be looked at: their parents and environments. Linux only. */
export const canSeeProcesses = process.platform === 'linux';

const read = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
};

/** State, parent and the rest; the second field, the command's name in brackets, may contain spaces. */
const statusOf = (pid: number): readonly string[] => read(pid, 'stat').split(') ').at(-1)?.split(' ') ?? [];

/** False for one that has ended and waits to be collected, too. */
export const isRunning = (pid: number): boolean => !['', 'Z', 'X'].includes(statusOf(pid)[0] ?? '');

export const childrenOf = (parent: number): number[] =>
  readdirSync('/proc').map(Number).filter((pid) => Number.isInteger(pid) && Number(statusOf(pid)[1]) === parent && isRunning(pid));

/** The environment with which a process was started. */
export const environmentOf = (pid: number): Readonly<Record<string, string>> =>
  Object.fromEntries(read(pid, 'environ').split('\0').filter((entry) => entry.includes('=')).map((entry) => {
    const at = entry.indexOf('=');
    return [entry.slice(0, at), entry.slice(at + 1)] as const;
  }));
