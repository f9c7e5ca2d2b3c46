import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { clockFromEnv, clockSpeed } from '../adapters/clock-from-env';
import { ApiEnv, LocalApiEnv } from '../lambdas/api/env';
import { DeliveryEnv } from '../lambdas/delivery/env';
import type { ServiceEndpoints } from './child-environment';
import { EventSourceMapping } from './event-source-mapping';
import { LambdaProcess, type Invocation } from './lambda-process';
import { ScheduleRunner } from './schedule-runner';
import type { LocalClients } from './services/clients';
import { makeQueueClient } from './services/queue-client';
import type { FunctionPlan, LocalPlan } from './template/local-plan';

type Variables = Readonly<Record<string, string>>;

export interface FunctionRunOptions {
  readonly plan: LocalPlan;
  readonly endpoints: ServiceEndpoints;
  readonly sqs: LocalClients['sqs'];
  /** The bundled lambda-host. */
  readonly hostFile: string;
  /** Folder of what the functions print, one file each. */
  readonly logsDir: string;
  /** The variables by which all processes agree on the market's time; none on a live market. */
  readonly clock: Variables;
  /** In place of the channels' secret and servers. */
  readonly channels: Variables;
  readonly onProblem: (text: string) => void;
}

/** On one's own machine what the page shows needs no token; what changes something does. */
const openedReads = ({ environment }: FunctionPlan): Variables => (environment[ApiEnv.queues] === undefined ? {} : { [LocalApiEnv.openReads]: 'yes' });

const environmentOf = (plan: FunctionPlan, { clock, channels }: FunctionRunOptions): Variables =>
  ({ ...plan.environment, ...clock, ...openedReads(plan), ...(plan.environment[DeliveryEnv.channelSecretsArn] === undefined ? {} : channels) });

/** The template's functions on this machine, each a process, with the queues and the rules that call them. */
export class FunctionRun {
  private readonly logs: WriteStream[] = [];
  private readonly byName: ReadonlyMap<string, LambdaProcess>;
  private readonly mappings: readonly EventSourceMapping[];
  private readonly schedules: readonly ScheduleRunner[];

  constructor(private readonly options: FunctionRunOptions) {
    const { plan, logsDir } = options;
    mkdirSync(logsDir, { recursive: true });
    this.byName = new Map(plan.functions.map((template) => [template.name, this.makeProcess(template)]));
    this.mappings = this.makeMappings();
    this.schedules = this.makeSchedules();
  }

  start(): void {
    for (const part of [...this.byName.values(), ...this.mappings, ...this.schedules]) part.start();
  }

  async invoke(name: string, event: unknown): Promise<Invocation> {
    return await this.byName.get(name)?.invoke(event) ?? { outcome: 'failed', reason: `there is no function ${name}` };
  }

  /** No rule calls any more; resolves when the calls in hand are done. */
  async stopSchedules(): Promise<void> {
    await Promise.all(this.schedules.map((schedule) => schedule.stop()));
  }

  /** Nothing is taken from a queue any more; resolves when the batches in hand are done. */
  async stopMappings(): Promise<void> {
    await Promise.all(this.mappings.map((mapping) => mapping.stop()));
  }

  /** Each function ends by itself within `graceMs`, or is ended. */
  async stop(graceMs: number): Promise<void> {
    await Promise.all([...this.byName.values()].map((lambda) => lambda.stop(graceMs)));
  }

  /** Last of all: what a process printed may come after its end. */
  closeLogs(): void {
    for (const log of this.logs) log.end();
  }

  private makeProcess(template: FunctionPlan): LambdaProcess {
    const { endpoints, hostFile, logsDir, onProblem } = this.options;
    const log = createWriteStream(join(logsDir, `${template.logicalId}.log`), { flags: 'a' });
    this.logs.push(log);
    return new LambdaProcess({
      plan: { ...template, environment: environmentOf(template, this.options) }, endpoints, hostFile, onLine: (line) => { log.write(`${line}\n`); }, onProblem,
    });
  }

  private makeMappings(): EventSourceMapping[] {
    const { plan: { mappings, queues }, sqs, onProblem } = this.options;
    return mappings.flatMap((plan) => {
      const queue = queues.find(({ arn }) => arn === plan.queueArn);
      const lambda = this.byName.get(plan.functionName);
      if (queue === undefined || lambda === undefined) return [];
      return [new EventSourceMapping({ plan, queue, client: makeQueueClient(sqs, queue.url), invoke: (event) => lambda.invoke(event), onProblem })];
    });
  }

  private makeSchedules(): ScheduleRunner[] {
    const { plan: { schedules }, clock, onProblem } = this.options;
    return schedules.flatMap((plan) => {
      const lambda = this.byName.get(plan.functionName);
      if (lambda === undefined) return [];
      return [new ScheduleRunner({ plan, clock: clockFromEnv(clock), speed: clockSpeed(clock), invoke: (input) => lambda.invoke(input), onProblem })];
    });
  }
}
