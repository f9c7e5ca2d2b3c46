import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { REPOSITORY } from './bundle';
import { childEnvironment, type ServiceEndpoints } from './child-environment';
import type { InvokeRequest, LambdaReport } from './lambda-protocol';
import { SupervisedProcess } from './supervised-process';
import type { FunctionPlan } from './template/local-plan';

/** What one invocation came to. `failed` covers a thrown error, a time-out, a crash and a module that cannot be loaded. */
export type Invocation =
  | { readonly outcome: 'returned'; readonly value: unknown }
  | { readonly outcome: 'failed'; readonly reason: string };

export interface LambdaProcessOptions {
  readonly plan: FunctionPlan;
  readonly endpoints: ServiceEndpoints;
  /** The bundled lambda-host. */
  readonly hostFile: string;
  /** One line of what the function printed. */
  readonly onLine: (line: string) => void;
  readonly onProblem: (text: string) => void;
}

const environmentOf = ({ plan, endpoints }: LambdaProcessOptions): Record<string, string> => ({
  ...childEnvironment(endpoints),
  // Where the managed runtime keeps its own copy of the AWS SDK, for bundles that leave it out.
  NODE_PATH: join(REPOSITORY, 'node_modules'),
  AWS_LAMBDA_FUNCTION_NAME: plan.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(plan.memoryMegabytes),
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${plan.name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: 'local',
  LAMBDA_TASK_ROOT: plan.assetPath,
  LOCAL_FUNCTION_ARN: plan.arn,
  _HANDLER: plan.handler,
  ...plan.environment,
});

/**
 * One function in a process of its own, from its deployed asset, one invocation at a time as in one execution environment of
 * Lambda. An invocation past the function's timeout is ended by SIGKILL; a process that ends is started again.
 */
export class LambdaProcess {
  private readonly process: SupervisedProcess;
  private state: 'starting' | 'ready' | 'broken' = 'starting';
  private initError = '';
  private readonly waiters: (() => void)[] = [];
  private running: { readonly requestId: string; readonly settle: (invocation: Invocation) => void } | undefined;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: LambdaProcessOptions) {
    const { plan } = options;
    this.process = new SupervisedProcess({
      name: plan.name, file: options.hostFile, args: () => [plan.assetPath, plan.handler],
      nodeFlags: [`--max-old-space-size=${plan.memoryMegabytes}`],
      environment: environmentOf(options),
      onMessage: (message) => { this.handle(message as LambdaReport); },
      onLine: options.onLine,
      onCrash: (how, restartInMs) => { this.crashed(how, restartInMs); },
    });
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  start(): void {
    this.process.start();
  }

  invoke(event: unknown): Promise<Invocation> {
    const mine = this.turn.then(() => this.invokeNow(event));
    this.turn = mine;
    return mine;
  }

  async stop(graceMs: number): Promise<void> {
    await this.process.stop(graceMs);
    this.settle({ outcome: 'failed', reason: 'the function was stopped' });
    this.changeState('broken', 'the function was stopped');
  }

  private async invokeNow(event: unknown): Promise<Invocation> {
    await this.settled();
    if (this.state === 'broken') return { outcome: 'failed', reason: this.initError };
    const { timeoutSeconds } = this.options.plan;
    const request: InvokeRequest = { type: 'invoke', requestId: randomUUID(), event, deadlineMs: Date.now() + timeoutSeconds * 1000 };
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.settle({ outcome: 'failed', reason: `timed out after ${timeoutSeconds} s` });
        this.changeState('starting');
        this.process.kill();
      }, timeoutSeconds * 1000);
      this.running = { requestId: request.requestId, settle: (invocation) => { clearTimeout(timer); resolve(invocation); } };
      if (!this.process.send(request)) this.settle({ outcome: 'failed', reason: 'the process is gone' });
    });
  }

  /** Resolves once the process has loaded the function, or failed to. */
  private settled(): Promise<void> {
    return this.state === 'starting' ? new Promise((resolve) => { this.waiters.push(resolve); }) : Promise.resolve();
  }

  private changeState(state: 'starting' | 'ready' | 'broken', initError = ''): void {
    this.state = state;
    this.initError = initError;
    if (state !== 'starting') for (const wake of this.waiters.splice(0)) wake();
  }

  private settle(invocation: Invocation): void {
    const { running } = this;
    this.running = undefined;
    running?.settle(invocation);
  }

  private handle(message: LambdaReport): void {
    if (message.type === 'ready') { this.changeState('ready'); return; }
    if (message.type === 'init-error') { this.changeState('broken', `cannot be loaded: ${message.error.errorMessage}`); return; }
    if (message.requestId !== this.running?.requestId) return;
    if (message.type === 'error') this.settle({ outcome: 'failed', reason: `${message.error.errorType}: ${message.error.errorMessage}` });
    else this.settle({ outcome: 'returned', value: message.payload === undefined ? undefined : JSON.parse(message.payload) as unknown });
  }

  private crashed(how: string, restartInMs: number): void {
    if (this.state === 'ready') this.changeState('starting');
    const detail = this.initError === '' ? '' : `: ${this.initError}`;
    this.options.onProblem(`function ${this.options.plan.logicalId} ended with ${how}${detail}; starting it again in ${restartInMs} ms`);
    this.settle({ outcome: 'failed', reason: `the process ended with ${how}` });
  }
}
