import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { pinnedTo } from './start-case';

/** Starts one of the compiled programs on a cpu, with its request as the one argument. */
export const startProgram = (programs: string, file: string, cpu: number, request: object): ChildProcess => {
  const [command = '', ...args] = pinnedTo(cpu, [process.execPath, join(programs, file), JSON.stringify(request)]);
  return spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
};

/** The first message of a program. @throws Error when it ends before. */
export const firstMessage = <T>(child: ChildProcess, name: string): Promise<T> => new Promise((resolve, reject) => {
  child.once('message', (message) => { resolve(message as T); });
  child.once('error', reject);
  child.once('exit', (code) => { reject(new Error(`${name} ended with code ${String(code)} before it had an answer`)); });
});
