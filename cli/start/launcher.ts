import { readFileSync } from 'node:fs';

const parentOf = (pid: number): number | undefined => {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
  } catch {
    return undefined;
  }
};

const isNpm = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('npm ') || /\bnpm(-cli\.js)?\0/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return false;
  }
};

/** The processes between npm and this one, this one left out; just the parent when npm did not start it or cannot be seen. */
const launchers = (): readonly number[] => {
  const chain = [process.ppid];
  if (process.env['npm_lifecycle_event'] === undefined) return chain;
  for (let pid = parentOf(process.ppid); pid !== undefined && pid > 1 && chain.length < 5; pid = parentOf(pid)) {
    chain.push(pid);
    if (isNpm(pid)) return chain;
  }
  return [process.ppid];
};

const exists = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const LOOK_MS = 500;

/**
 * `npm start` is a chain npm → shell → tsx → this process, and a signal to its head does not always reach its end. When any link
 * is gone the person has ended the run: `onGone` is called once. Returns how to stop looking.
 */
export const watchLaunchers = (onGone: () => void): (() => void) => {
  const chain = launchers();
  const timer = setInterval(() => {
    if (process.ppid === chain[0] && chain.every(exists)) return;
    clearInterval(timer);
    onGone();
  }, LOOK_MS);
  timer.unref();
  return () => { clearInterval(timer); };
};
