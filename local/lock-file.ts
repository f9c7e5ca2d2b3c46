import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asRecord } from './template/json';

/** Another run uses the state folder. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
}

/** When a process began, in clock ticks since boot: tells a process from a later one of the same number. Linux only. */
const birthOf = (pid: number): string | undefined => {
  try {
    // The second field, the command's name in brackets, may contain spaces.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];
  } catch {
    return undefined;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const holderOf = (path: string): { readonly pid: number; readonly birth: unknown } | undefined => {
  try {
    const { pid, birth } = asRecord(JSON.parse(readFileSync(path, 'utf8')));
    return typeof pid === 'number' ? { pid, birth } : undefined;
  } catch {
    return undefined;
  }
};

const create = (path: string): boolean => {
  try {
    writeFileSync(path, JSON.stringify({ pid: process.pid, birth: birthOf(process.pid) ?? null }), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};

/**
 * Makes this process the only one on a state folder, and returns how to let go of it. The lock of a process that is no more
 * (killed, or the machine restarted) is taken over.
 * @throws LockedError naming the folder and the process that holds it.
 */
export const lockStateFolder = (stateDir: string): (() => void) => {
  mkdirSync(stateDir, { recursive: true });
  const path = join(stateDir, 'run.lock');
  if (!create(path)) {
    const holder = holderOf(path);
    const isHeld = holder !== undefined && isAlive(holder.pid) && (holder.birth === null || holder.birth === birthOf(holder.pid));
    if (isHeld) throw new LockedError(`the state folder ${stateDir} is in use by process ${holder.pid}: stop that run, or choose another folder with --state-dir`);
    rmSync(path, { force: true });
    if (!create(path)) throw new LockedError(`the state folder ${stateDir} was taken by another run just now: choose another folder with --state-dir`);
  }
  return () => { rmSync(path, { force: true }); };
};
