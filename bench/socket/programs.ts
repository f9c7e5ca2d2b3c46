import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { pinnedTo } from '../harness/start-case';
import type { ServerReport, ServerRequest } from './frame-server';
import type { ClientReport, ClientRequest } from './socket-client';

/** Compiled beside the harness's own. */
export const SOCKET_PROGRAMS = ['bench/socket/frame-server.ts', 'bench/socket/socket-client.ts'];

const start = (cpu: number, file: string, request: object, environment: NodeJS.ProcessEnv): ChildProcess => {
  const [command = '', ...args] = pinnedTo(cpu, [process.execPath, file, JSON.stringify(request)]);
  return spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { ...process.env, ...environment } });
};

/** The first message of a process. @throws Error when it ends before. */
const firstMessage = <T>(child: ChildProcess, name: string): Promise<T> => new Promise((resolve, reject) => {
  child.once('message', (message) => { resolve(message as T); });
  child.once('error', reject);
  child.once('exit', (code) => { reject(new Error(`${name} ended with code ${String(code)} before it had an answer`)); });
});

export interface RunningServer {
  readonly port: number;
  stop(): void;
}

/** The venue's process, on the first cpu. */
export const startServer = async (programs: string, request: ServerRequest): Promise<RunningServer> => {
  const child = start(0, join(programs, 'socket', 'frame-server.js'), request, {});
  const { port } = await firstMessage<ServerReport>(child, 'the socket\'s server');
  return { port, stop: () => { child.kill(); } };
};

/** One client's process from start to end, on the second cpu. `caFile`: whom it trusts besides the usual. */
export const runClient = async (programs: string, request: ClientRequest, caFile?: string): Promise<ClientReport> => {
  const child = start(1, join(programs, 'socket', 'socket-client.js'), request, caFile === undefined ? {} : { NODE_EXTRA_CA_CERTS: caFile });
  const ended = new Promise<void>((resolve) => { child.once('exit', () => { resolve(); }); });
  const report = await firstMessage<ClientReport>(child, 'the socket\'s client');
  await ended;
  return report;
};
