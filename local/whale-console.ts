import { ClockEnv } from '../adapters/clock-from-env';
import { ScannerEnv } from '../containers/scanner/env';
import { WhaleEnv, WhaleRuleEnv } from '../containers/whales/env';
import { join } from 'node:path';
import { bundle } from './bundle';
import { childEnvironment } from './child-environment';
import { preloadFlags } from './node-flags';
import { SimulatorProcess } from './simulator-process';
import { SupervisedProcess } from './supervised-process';

export interface WhaleConsoleOptions {
  /** Absolute. */
  readonly bundlesDir: string;
  readonly dataDir: string;
  readonly live: boolean;
  readonly speed: number;
  readonly seed: number;
  readonly market: 'spot' | 'usdm';
  readonly primaryScanOnly: boolean;
  readonly symbols: number | undefined;
  readonly dev: boolean;
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void;
  readonly onProblem: (text: string) => void;
}

const STOP_MS = 8_000;

/** The whale scanner as one process without any service of AWS: its findings go to the console, its pools into a folder (C1.18). */
export class WhaleConsole {
  private simulator: SimulatorProcess | undefined;
  private scanner: SupervisedProcess | undefined;

  constructor(private readonly options: WhaleConsoleOptions) {}

  /** @throws Error with one sentence when a part cannot start. */
  async start(): Promise<void> {
    const { bundlesDir, live, onLine, onProblem } = this.options;
    const make = (entry: string, name: string): Promise<string> => bundle(entry, join(bundlesDir, `${name}.js`));
    const [guardFile, file] = await Promise.all([make('local/parent-guard.ts', 'parent-guard'), make('containers/whales/main.ts', 'whales')]);
    const anchorMs = live ? 0 : Date.now();
    const venue = live ? {} : await this.startSimulator(await make('simulator/main.ts', 'simulator'), guardFile, anchorMs);
    this.scanner = new SupervisedProcess({
      name: 'whales', file, nodeFlags: ['--enable-source-maps', ...preloadFlags(guardFile)],
      environment: { ...childEnvironment({ messaging: '', dynamodb: '' }), ...this.environment(anchorMs), ...venue }, onLine,
      onCrash: (how, restartInMs) => { onProblem(`the whale scanner ended with ${how}; starting it again in ${restartInMs} ms`); },
    });
    this.scanner.start();
  }

  async stop(): Promise<void> {
    await this.scanner?.stop(STOP_MS);
    await this.simulator?.stop(500);
  }

  private async startSimulator(file: string, guardFile: string, anchorMs: number): Promise<Record<string, string>> {
    const { seed, speed, market, onProblem } = this.options;
    this.simulator = new SimulatorProcess({ venue: market === 'spot' ? 'binance' : 'binance-usdm', file, guardFile, seed, speed, anchorMs, port: 0, onProblem });
    const { wsUrl, restUrl } = await this.simulator.start();
    return { [WhaleEnv.binanceWsUrl]: wsUrl, [WhaleEnv.binanceRestUrl]: restUrl };
  }

  private environment(anchorMs: number): Record<string, string> {
    const { live, speed, market, primaryScanOnly, symbols, dev, dataDir } = this.options;
    return {
      [ScannerEnv.market]: live ? 'live' : 'simulated', [ClockEnv.speed]: String(speed), [ClockEnv.anchorMs]: String(anchorMs),
      [WhaleEnv.venueMarket]: market, [WhaleEnv.stateDir]: dataDir, [WhaleEnv.feedHost]: '127.0.0.1', [WhaleEnv.feedPort]: '0',
      [WhaleEnv.logLevel]: dev ? 'debug' : 'info', [WhaleEnv.logFormat]: 'human', [WhaleEnv.primaryScanOnly]: String(primaryScanOnly),
      ...(symbols === undefined ? {} : { [WhaleRuleEnv.topCoinsLimit]: String(symbols) }),
    };
  }
}
