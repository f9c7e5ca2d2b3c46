import { join } from 'node:path';
import { ClockEnv } from '../adapters/clock-from-env';
import { RecordingEnv, ScannerEnv } from '../containers/scanner/env';
import { findAppParts, type AppParts } from './app-parts';
import { bundle } from './bundle';
import { LOCAL_ACCOUNT_ID, LOCAL_REGION, type ServiceEndpoints } from './child-environment';
import { ChannelSink } from './channel-sink';
import { makeContainerProcess } from './container-process';
import { countRun } from './count-run';
import { before, drainQueues } from './drain';
import { FunctionRun } from './function-run';
import { seedLocalUser } from './local-user';
import { OpportunityWatch } from './opportunity-watch';
import { Outbox, OUTBOX_QUEUE, withOutbox } from './outbox';
import type { OutboxAlert } from './outbox-file';
import { choosePorts, pageOriginsOf, PageRun, pageUrlOf, streamUrlOf } from './page-run';
import type { RunTally } from './run-tally';
import { createLocalClients, type LocalClients } from './services/clients';
import { provision } from './services/provision';
import { makeQueueClient } from './services/queue-client';
import { ServicesProcess } from './services/services-process';
import { SimulatorProcess, type SimulatedVenue } from './simulator-process';
import type { SupervisedProcess } from './supervised-process';
import { synthesizeInProcess } from './synthesize-process';
import { collectPlan } from './template/collect-plan';
import type { LocalPlan } from './template/local-plan';
import { readAssembly } from './template/read-assembly';
import { WhaleRun, type WhaleBundles } from './whale-run';

export interface RunOptions {
  /** Absolute. */
  readonly stateDir: string;
  readonly market: 'live' | 'simulated';
  /** Market seconds per second; 1 on a live market. */
  readonly speed: number;
  readonly seed: number;
  /** Port of the simulated venue; 0 lets the system choose. */
  readonly port: number;
  /** Port of the stream of large levels; 0 lets the system choose. */
  readonly streamPort: number;
  /** Port of the page; undefined: the usual one where it is free. */
  readonly pagePort: number | undefined;
  /** The page is there: its address, and the same with the token of this run. */
  readonly onPage: (url: string, openedUrl: string) => void;
  readonly preset?: string;
  /** Absolute; absent: tapewatch.json where it exists. */
  readonly config?: string;
  /** One step of the start, e.g. "synthesizing". */
  readonly onProgress: (text: string) => void;
  readonly onProblem: (text: string) => void;
  /** What the scanners print. */
  readonly onScannerLine: (line: string, stream: 'stdout' | 'stderr') => void;
  readonly onAlert: (alert: OutboxAlert) => void;
}

export interface RunResult {
  readonly tally: RunTally;
  readonly outbox: { readonly shown: number; readonly repeats: number };
}

/** All of a stop but the counts, and how much of it each step may take at most; the steps usually need a fraction. */
const STOP_MS = 9_500;
const SCANNER_STOP_MS = 4_000;
const DRAIN_MS = 5_000;
const CLEANUP_MS = 1_500;
/** Beyond that, where tables and queues do not answer: what became of a run is worth the wait. */
const COUNT_MS = 10_000;

interface Bundles extends WhaleBundles {
  readonly lambdaHost: string;
  readonly scanner: string;
}

/** One run of the whole app on this machine. Everything it starts has ended when `stop` resolves. */
export class LocalRun {
  private readonly services: ServicesProcess;
  private readonly synthesis = new AbortController();
  private clients: LocalClients | undefined;
  private plan: LocalPlan | undefined;
  private parts: AppParts | undefined;
  private watch: OpportunityWatch | undefined;
  private outbox: Outbox | undefined;
  private sink: ChannelSink | undefined;
  private functions: FunctionRun | undefined;
  private simulator: SimulatorProcess | undefined;
  private scanner: SupervisedProcess | undefined;
  private whaleRun: WhaleRun | undefined;
  private page: PageRun | undefined;
  private ports = { page: 0, stream: 0 };

  constructor(private readonly options: RunOptions) {
    this.services = new ServicesProcess({ dataDir: this.path('services'), onProblem: options.onProblem });
  }

  /** @throws Error with one sentence when a part cannot start; call `stop` afterwards all the same. */
  async start(): Promise<void> {
    const { onProgress, market, speed } = this.options;
    this.ports = await choosePorts({ page: this.options.pagePort, stream: this.options.streamPort });
    onProgress('synthesizing the stacks; starting SQS, SNS and DynamoDB on this machine');
    const [endpoints, bundles] = await Promise.all([
      this.services.start(), this.makeBundles(), synthesizeInProcess(this.path('cdk.out'), this.options.config, this.synthesis.signal),
    ]);
    const clients = createLocalClients(endpoints);
    this.clients = clients;
    await this.provision(endpoints, clients);
    // Both clocks agree on this instant; the market runs ahead of the machine from here on.
    const clock = { [ClockEnv.speed]: String(speed), [ClockEnv.anchorMs]: String(market === 'live' ? 0 : Date.now()) };
    await this.startConsumers(endpoints, clients, bundles, market === 'live' ? {} : clock);
    const anchorMs = Number(clock[ClockEnv.anchorMs]);
    await this.startPage(endpoints, anchorMs);
    const venue = await this.startSimulator(bundles, anchorMs);
    this.startScanner(endpoints, bundles, venue, clock);
    await this.startWhales(endpoints, bundles, clock, anchorMs);
  }

  /** Ends everything in order (source first, state last) and counts what this run did; undefined when it never got that far. */
  async stop(): Promise<RunResult | undefined> {
    const deadlineMs = Date.now() + STOP_MS;
    this.synthesis.abort();
    const schedules = this.functions?.stopSchedules();
    await Promise.all([this.scanner?.stop(SCANNER_STOP_MS), this.whaleRun?.stop(SCANNER_STOP_MS)]);
    await this.drain(Math.min(Date.now() + DRAIN_MS, deadlineMs - CLEANUP_MS - 500));
    const consumers = Promise.all([schedules, this.functions?.stopMappings(), this.outbox?.stop()]);
    await before(Date.now() + 500, consumers);
    const result = await this.countBy(Date.now() + COUNT_MS);
    this.page?.stop();
    await Promise.all([this.functions?.stop(500), this.simulator?.stop(500)]);
    this.sink?.stop();
    await before(Date.now() + CLEANUP_MS, this.services.stop());
    this.clients?.destroy();
    this.functions?.closeLogs();
    return result;
  }

  private path(...parts: readonly string[]): string {
    return join(this.options.stateDir, ...parts);
  }

  private async makeBundles(): Promise<Bundles> {
    const make = (entry: string, name: string): Promise<string> => bundle(entry, this.path('bundles', `${name}.js`));
    const [guard, lambdaHost, scanner, whales, stream, simulator] = await Promise.all([
      make('local/parent-guard.ts', 'parent-guard'), make('local/lambda-host.ts', 'lambda-host'),
      make('containers/scanner/main.ts', 'scanner'), make('containers/whales/main.ts', 'whales'), make('containers/stream/main.ts', 'stream'),
      this.options.market === 'live' ? undefined : make('simulator/main.ts', 'simulator'),
    ]);
    return { guard, lambdaHost, scanner, whales, stream, simulator };
  }

  private async provision(endpoints: ServiceEndpoints, clients: LocalClients): Promise<void> {
    const account = { accountId: LOCAL_ACCOUNT_ID, region: LOCAL_REGION, sqsEndpoint: endpoints.messaging, httpEndpoint: pageUrlOf(this.ports.page) };
    const templatePlan = collectPlan(readAssembly(this.path('cdk.out')), account);
    this.parts = findAppParts(templatePlan);
    this.plan = withOutbox(templatePlan, this.parts.alertsTopicArn, account);
    await provision(this.plan, clients);
    const { queues, topics, tables, functions } = templatePlan;
    this.options.onProgress(`${queues.length} queues, ${topics.length} topics, ${tables.length} tables and ${functions.length} functions of the template are ready`);
    await seedLocalUser({ endpoints, plan: this.plan, usersTable: this.parts.usersTable, stateDir: this.options.stateDir });
    this.watch = new OpportunityWatch(this.services, this.parts.opportunityQueue.name);
    await this.watch.start();
  }

  private async startConsumers(endpoints: ServiceEndpoints, clients: LocalClients, bundles: Bundles, clock: Readonly<Record<string, string>>): Promise<void> {
    const { onProblem, onAlert, stateDir } = this.options;
    const { plan } = this;
    const outboxQueue = plan?.queues.find(({ name }) => name === OUTBOX_QUEUE);
    if (plan === undefined || outboxQueue === undefined) return;
    const outbox = new Outbox({ stateDir, client: makeQueueClient(clients.sqs, outboxQueue.url), onAlert, onProblem });
    this.outbox = outbox;
    this.sink = await ChannelSink.start({ messagingUrl: endpoints.messaging, stateDir, onMessage: (message) => { outbox.show(message); } });
    this.functions = new FunctionRun({
      plan, endpoints, sqs: clients.sqs, hostFile: bundles.lambdaHost, logsDir: this.path('logs'), clock, channels: this.sink.environment(), onProblem,
    });
    this.functions.start();
    outbox.start();
  }

  private async startPage(endpoints: ServiceEndpoints, anchorMs: number): Promise<void> {
    const { plan, parts, ports, functions, options: { stateDir, market, speed, onProblem, onPage } } = this;
    if (plan === undefined || parts === undefined || functions === undefined) return;
    this.page = await PageRun.start({
      plan, tokensTable: parts.tokensTable, endpoints, stateDir, market, speed, anchorMs, onProblem,
      ports: { page: ports.page, stream: parts.stream === undefined ? undefined : ports.stream },
      invoke: (name, event) => functions.invoke(name, event),
    });
    onPage(pageUrlOf(ports.page), this.page.access.pageUrl);
  }

  private async startSimulator(bundles: Bundles, anchorMs: number): Promise<SimulatedVenue | undefined> {
    if (bundles.simulator === undefined) return undefined;
    const { seed, speed, port, onProblem, onProgress } = this.options;
    this.simulator = new SimulatorProcess({ venue: 'bybit', file: bundles.simulator, guardFile: bundles.guard, seed, speed, anchorMs, port, onProblem });
    const venue = await this.simulator.start();
    onProgress(`the simulated venue listens at ${venue.wsUrl}`);
    return venue;
  }

  private startScanner(endpoints: ServiceEndpoints, bundles: Bundles, venue: SimulatedVenue | undefined, clock: Readonly<Record<string, string>>): void {
    const { market, preset, onScannerLine, onProblem, onProgress } = this.options;
    if (this.parts === undefined) return;
    this.scanner = makeContainerProcess({
      plan: this.parts.scanner, endpoints, file: bundles.scanner, guardFile: bundles.guard, onLine: onScannerLine, onProblem,
      overrides: {
        [ScannerEnv.market]: market, [ScannerEnv.logFormat]: 'human', ...clock,
        // A ring on this machine's disk; there is no bucket here to send it to.
        [RecordingEnv.directory]: this.path('recordings'), [RecordingEnv.bucket]: '',
        ...(venue === undefined ? {} : { [ScannerEnv.bybitWsUrl]: venue.wsUrl, [ScannerEnv.bybitRestUrl]: venue.restUrl }),
        ...(preset === undefined ? {} : { [ScannerEnv.preset]: preset }),
      },
    });
    this.scanner.start();
    onProgress('the scanner is running');
  }

  /** Last, so that the first opportunities of the radar wait for nothing. */
  private async startWhales(
    endpoints: ServiceEndpoints, bundles: Bundles, clock: Readonly<Record<string, string>>, anchorMs: number,
  ): Promise<void> {
    const { stateDir, market, speed, seed, onScannerLine: onLine, onProblem, onProgress } = this.options;
    const { whales, stream } = this.parts ?? {};
    if (whales === undefined) return;
    this.whaleRun = new WhaleRun({
      stateDir, market, speed, seed, streamPort: this.ports.stream, pageOrigins: pageOriginsOf(this.ports.page), clock, anchorMs, endpoints, bundles, whales, stream, onLine, onProblem,
    });
    await this.whaleRun.start();
    onProgress('the whale scanner is running');
    if (stream === undefined) return;
    onProgress(`large levels are streamed at ${streamUrlOf(this.ports.stream)}/public, /vip and /private; npm run stream-watch shows them, tokens are in ${this.page?.access.path ?? ''}`);
  }

  /** Waits until the consumers have emptied their queues, or until the deadline. */
  private async drain(deadlineMs: number): Promise<void> {
    if (this.plan === undefined) return;
    const consumed = new Set(this.plan.mappings.map(({ queueArn }) => queueArn));
    const names = this.plan.queues.filter(({ arn, name }) => consumed.has(arn) || name === OUTBOX_QUEUE).map(({ name }) => name);
    await drainQueues(this.services, names, deadlineMs);
  }

  /** Undefined, and a word about it, where tables or queues do not answer by then. */
  private async countBy(deadlineMs: number): Promise<RunResult | undefined> {
    const { onProblem } = this.options;
    try {
      const result = await before(deadlineMs, this.count());
      if (result === undefined && this.watch !== undefined) onProblem('the counts of this run were not there in time');
      return result;
    } catch (error) {
      onProblem(`the counts of this run could not be read: ${(error as Error).message}`);
      return undefined;
    }
  }

  private async count(): Promise<RunResult | undefined> {
    const { clients, parts, watch, outbox } = this;
    if (clients === undefined || parts === undefined || watch === undefined) return undefined;
    return {
      tally: await countRun(clients, parts, watch),
      outbox: { shown: outbox?.shown ?? 0, repeats: outbox?.repeats ?? 0 },
    };
  }
}
