import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface Finished { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** The scanner's bundle as a child of its own, with nothing in its environment but what is named. */
export class ScannerProcess {
  stdout = '';
  stderr = '';
  private readonly closed: Promise<unknown>;
  private readonly child: ChildProcess;

  constructor(file: string, environment: Readonly<Record<string, string>>) {
    this.child = spawn(process.execPath, [file], { env: { ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => { this.stdout += text; });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => { this.stderr += text; });
    this.closed = once(this.child, 'close');
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** What it wrote and the code it ended with; `null` when a signal ended it. */
  async finished(): Promise<Finished> {
    await this.closed;
    return { code: this.child.exitCode, stdout: this.stdout, stderr: this.stderr };
  }

  /** Ends it whatever it does; for cleaning up. */
  async kill(): Promise<void> {
    if (this.isRunning) this.child.kill('SIGKILL');
    await this.closed;
  }
}
