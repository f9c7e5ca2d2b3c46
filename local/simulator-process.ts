import { childEnvironment } from './child-environment';
import { preloadFlags } from './node-flags';
import { SupervisedProcess } from './supervised-process';
import { isRecord } from './template/json';

/** Where the simulated venue answers. */
export interface SimulatedVenue {
  readonly wsUrl: string;
  readonly restUrl: string;
}

export interface SimulatorOptions {
  readonly venue: 'bybit' | 'binance' | 'binance-usdm';
  /** Absent: as many as the venue has. */
  readonly symbols?: number;
  readonly file: string;
  readonly guardFile: string;
  readonly seed: number;
  readonly speed: number;
  readonly anchorMs: number;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly onProblem: (text: string) => void;
}

/** The line with which the simulator says that it listens. */
const readListening = (line: string): (SimulatedVenue & { readonly port: number }) | undefined => {
  if (!line.startsWith('{')) return undefined;
  const message: unknown = JSON.parse(line);
  if (!isRecord(message) || message['event'] !== 'listening') return undefined;
  const { port, wsUrl, restUrl } = message;
  return typeof port === 'number' && typeof wsUrl === 'string' && typeof restUrl === 'string' ? { port, wsUrl, restUrl } : undefined;
};

/** The simulated market and venue as a child process. After a crash it comes back on the same port, so the scanner reconnects to it. */
export class SimulatorProcess {
  private readonly process: SupervisedProcess;
  private port: number;
  private onListening: (venue: SimulatedVenue) => void = () => undefined;
  private onFailed: (error: Error) => void = () => undefined;

  constructor(options: SimulatorOptions) {
    this.port = options.port;
    let lastError = '';
    this.process = new SupervisedProcess({
      name: `simulator of ${options.venue}`, file: options.file, nodeFlags: preloadFlags(options.guardFile), environment: childEnvironment({ messaging: '', dynamodb: '' }),
      args: () => [
        '--venue', options.venue, '--port', String(this.port), '--seed', String(options.seed), '--speed', String(options.speed), '--anchor-ms', String(options.anchorMs),
        ...(options.symbols === undefined ? [] : ['--symbols', String(options.symbols)]),
      ],
      onLine: (line, stream) => {
        if (stream === 'stderr') { lastError = line.trim() === '' ? lastError : line; return; }
        const venue = readListening(line);
        if (venue === undefined) return;
        this.port = venue.port;
        this.onListening(venue);
      },
      onCrash: (how, restartInMs) => {
        const detail = lastError === '' ? '' : ` (${lastError})`;
        this.onFailed(new Error(`the simulated market ended with ${how}${detail}`));
        options.onProblem(`the simulated market ended with ${how}; starting it again in ${restartInMs} ms${detail}`);
      },
    });
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  /** Resolves when it listens. */
  start(): Promise<SimulatedVenue> {
    return new Promise((resolve, reject) => {
      this.onListening = resolve;
      this.onFailed = reject;
      this.process.start();
    });
  }

  stop(graceMs: number): Promise<void> {
    return this.process.stop(graceMs);
  }
}
