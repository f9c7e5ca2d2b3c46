import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { BackOff } from './back-off';

export interface ProcessOptions {
  /** Name in messages. */
  readonly name: string;
  /** File that Node.js runs. */
  readonly file: string;
  /** Asked at each start. */
  readonly args?: () => readonly string[];
  /** Node.js flags, e.g. a preloaded file. */
  readonly nodeFlags?: readonly string[];
  /** The whole environment of the child: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onMessage?: (message: unknown) => void;
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Called at each unexpected end, with the wait before the next start. */
  readonly onCrash?: (how: string, restartInMs: number) => void;
}

/** A child that lived this long started well: the next restart is quick again. */
const HEALTHY_AFTER_MS = 20_000;

const describeExit = (code: number | null, signal: NodeJS.Signals | null): string =>
  signal === null ? `exit code ${String(code)}` : `signal ${signal}`;

/**
 * A child process that is started again, with back-off, whenever it ends without having been told to. It runs in a group of its
 * own, so that Ctrl+C on the terminal reaches the runner alone, which then stops its children in order.
 */
export class SupervisedProcess {
  private child: ChildProcess | undefined;
  private restart: NodeJS.Timeout | undefined;
  private stopping = false;
  private exited: Promise<void> = Promise.resolve();
  private readonly backOff = new BackOff(250, 10_000);

  constructor(private readonly options: ProcessOptions) {}

  get pid(): number | undefined {
    return this.child?.pid;
  }

  start(): void {
    const { file, args, nodeFlags = [], environment, onMessage } = this.options;
    const child = fork(file, [...(args?.() ?? [])], { execArgv: [...nodeFlags], env: { ...environment }, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.child = child;
    this.passLines(child.stdout, 'stdout');
    this.passLines(child.stderr, 'stderr');
    const startedMs = Date.now();
    if (onMessage) child.on('message', (message) => { if (this.child === child) onMessage(message); });
    child.on('error', () => undefined);
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        resolve();
        if (this.child === child) this.ended(describeExit(code, signal), Date.now() - startedMs);
      });
    });
  }

  /** False when there is no child to take it; one that dies before it has read it has not got it. */
  send(message: object): boolean {
    if (this.child?.connected !== true) return false;
    // It answers false where much waits to be read, and sends all the same.
    this.child.send(message);
    return true;
  }

  /** Ends the present child without ceremony; supervision starts the next one. */
  kill(): void {
    this.child?.kill('SIGKILL');
  }

  /** SIGTERM, and SIGKILL when it has not ended within `graceMs`. Resolves when it is gone. */
  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restart);
    if (this.child === undefined) return;
    this.child.kill('SIGTERM');
    const force = setTimeout(() => { this.kill(); }, graceMs);
    await this.exited;
    clearTimeout(force);
  }

  private passLines(stream: Readable | null, name: 'stdout' | 'stderr'): void {
    if (stream === null) return;
    createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => { this.options.onLine?.(line, name); });
  }

  private ended(how: string, livedMs: number): void {
    this.child = undefined;
    if (this.stopping) return;
    if (livedMs >= HEALTHY_AFTER_MS) this.backOff.reset();
    const waitMs = this.backOff.next();
    this.options.onCrash?.(how, waitMs);
    this.restart = setTimeout(() => { this.start(); }, waitMs);
  }
}
