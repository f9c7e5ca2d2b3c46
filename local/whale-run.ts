import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ScannerEnv } from '../containers/scanner/env';
import { StreamEnv } from '../containers/stream/env';
import { WhaleEnv } from '../containers/whales/env';
import type { ServiceEndpoints } from './child-environment';
import { makeContainerProcess } from './container-process';
import { freePort, LOOPBACK as HOST } from './free-port';
import { SimulatorProcess } from './simulator-process';
import type { SupervisedProcess } from './supervised-process';
import type { ContainerPlan } from './template/local-plan';

/** Bundled entries; without a simulator the venue is the real one. */
export interface WhaleBundles {
  readonly guard: string;
  readonly whales: string;
  readonly stream: string;
  readonly simulator: string | undefined;
}

export interface WhaleRunOptions {
  /** Absolute. */
  readonly stateDir: string;
  readonly market: 'live' | 'simulated';
  readonly speed: number;
  readonly seed: number;
  /** Chosen beforehand: the page is told of it before the stream is there. */
  readonly streamPort: number;
  /** Comma-separated origins of the page. */
  readonly pageOrigins: string;
  /** The variables by which all processes agree on the market's time. */
  readonly clock: Readonly<Record<string, string>>;
  readonly anchorMs: number;
  readonly endpoints: ServiceEndpoints;
  readonly bundles: WhaleBundles;
  readonly whales: ContainerPlan;
  /** Undefined: nobody is served. */
  readonly stream: ContainerPlan | undefined;
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void;
  readonly onProblem: (text: string) => void;
}

/** Enough for a day's hot levels at any speed; more symbols cost the simulator's processor, not the scanner's. */
const SIMULATED_SYMBOLS = 60;

/** The whale scanner, its stream and, without a real market, the venue that they watch: each a process, as each is a service in AWS. */
export class WhaleRun {
  private readonly processes: SupervisedProcess[] = [];
  private simulator: SimulatorProcess | undefined;

  constructor(private readonly options: WhaleRunOptions) {}

  async start(): Promise<void> {
    const feedToken = randomBytes(32).toString('hex');
    const feedPort = await freePort();
    this.startContainer(this.options.whales, this.options.bundles.whales, {
      ...await this.venue(), [WhaleEnv.feedHost]: HOST, [WhaleEnv.feedPort]: String(feedPort), [WhaleEnv.feedToken]: feedToken,
      // For `npm run whales -- --status`; the pools themselves are kept in the table, as in AWS.
      [WhaleEnv.stateDir]: join(this.options.stateDir, 'data'),
    });
    this.startStream(feedPort, feedToken);
  }

  /** Every process ends by itself within `graceMs`, or is ended. */
  async stop(graceMs: number): Promise<void> {
    await Promise.all(this.processes.map((process) => process.stop(graceMs)));
    await this.simulator?.stop(500);
  }

  private async venue(): Promise<Record<string, string>> {
    const { bundles, seed, speed, anchorMs, onProblem } = this.options;
    if (bundles.simulator === undefined) return {};
    this.simulator = new SimulatorProcess({
      venue: 'binance', symbols: SIMULATED_SYMBOLS, file: bundles.simulator, guardFile: bundles.guard, seed, speed, anchorMs, port: 0, onProblem,
    });
    const { wsUrl, restUrl } = await this.simulator.start();
    return { [WhaleEnv.binanceWsUrl]: wsUrl, [WhaleEnv.binanceRestUrl]: restUrl };
  }

  private startStream(feedPort: number, feedToken: string): void {
    const { stream, bundles, streamPort, pageOrigins } = this.options;
    if (stream === undefined) return;
    this.startContainer(stream, bundles.stream, {
      [StreamEnv.host]: HOST, [StreamEnv.port]: String(streamPort), [StreamEnv.feedUrl]: `ws://${HOST}:${feedPort}`, [StreamEnv.feedToken]: feedToken,
      // Nothing stands in front of it here.
      [StreamEnv.trustedProxyHops]: '0', [StreamEnv.allowedOrigins]: pageOrigins,
    });
  }

  private startContainer(plan: ContainerPlan, file: string, overrides: Readonly<Record<string, string>>): void {
    const { endpoints, bundles, market, clock, onLine, onProblem } = this.options;
    const process = makeContainerProcess({
      plan, endpoints, file, guardFile: bundles.guard, onLine, onProblem,
      overrides: { [ScannerEnv.market]: market, [ScannerEnv.logFormat]: 'human', ...clock, ...overrides },
    });
    this.processes.push(process);
    process.start();
  }
}
