import { join } from 'node:path';
import { childEnvironment, LOCAL_REGION, type ServiceEndpoints } from '../child-environment';
import { typeScriptFlags } from '../node-flags';
import { SupervisedProcess } from '../supervised-process';
import type { ServicesReport, ServicesRequest, ServicesSettings } from './services-protocol';

export interface ServicesOptions {
  /** Folder of everything that survives a restart. */
  readonly dataDir: string;
  readonly onProblem: (text: string) => void;
}

interface Question {
  readonly queueName: string;
  readonly answer: (bodies: readonly string[]) => void;
}

const NO_ENDPOINTS: ServiceEndpoints = { messaging: 'http://127.0.0.1:9', dynamodb: 'http://127.0.0.1:9' };

/** The child process with SQS, SNS and DynamoDB. When it crashes it comes back on the same ports with the same state. */
export class ServicesProcess {
  private process: SupervisedProcess | undefined;
  private ports = { messagingPort: 0, dynamodbPort: 0 };
  private lastRequestId = 0;
  private readonly questions = new Map<number, Question>();
  private readonly observers = new Map<string, (body: string) => void>();

  constructor(private readonly options: ServicesOptions) {}

  /** @throws Error with the reason when the services cannot start. */
  async start(): Promise<ServiceEndpoints> {
    const ready = new Promise<void>((resolve, reject) => { this.launch(resolve, reject); });
    await ready;
    return { messaging: `http://127.0.0.1:${this.ports.messagingPort}`, dynamodb: `http://127.0.0.1:${this.ports.dynamodbPort}` };
  }

  /** Bodies of everything that a queue holds: waiting, delayed and in flight. What a crash swallows is asked again of the next process. */
  messagesIn(queueName: string): Promise<readonly string[]> {
    this.lastRequestId += 1;
    const id = this.lastRequestId;
    return new Promise((resolve) => {
      this.questions.set(id, { queueName, answer: resolve });
      this.tell({ type: 'messages', id, queueName });
    });
  }

  /** Calls `onSent` with the body of each message that enters the queue once this has resolved. */
  async observe(queueName: string, onSent: (body: string) => void): Promise<void> {
    this.observers.set(queueName, onSent);
    this.tell({ type: 'observe', queueName });
    // An answer to a later question proves that the request was read.
    await this.messagesIn(queueName);
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  async stop(): Promise<void> {
    await this.process?.stop(5_000);
    for (const id of this.questions.keys()) this.answer(id, []);
  }

  private tell(request: ServicesRequest): void {
    this.process?.send(request);
  }

  private answer(id: number, bodies: readonly string[]): void {
    this.questions.get(id)?.answer(bodies);
    this.questions.delete(id);
  }

  private launch(onReady: () => void, onFailed: (error: Error) => void): void {
    const { dataDir, onProblem } = this.options;
    let lastError = '';
    this.process = new SupervisedProcess({
      name: 'services', file: join(__dirname, 'services-host.ts'), nodeFlags: ['--disable-warning=ExperimentalWarning', ...typeScriptFlags()],
      // A later start takes the ports that everybody already uses.
      args: () => [JSON.stringify({ dataDir, region: LOCAL_REGION, ...this.ports } satisfies ServicesSettings)],
      environment: childEnvironment(NO_ENDPOINTS),
      onLine: (line, stream) => { if (stream === 'stderr' && line.trim() !== '') lastError = line; },
      onMessage: (message) => { this.handle(message as ServicesReport, onReady, onFailed); },
      onCrash: (how, restartInMs) => {
        const detail = lastError === '' ? '' : ` (${lastError})`;
        onFailed(new Error(`the local services ended with ${how}${detail}`));
        onProblem(`the local services ended with ${how}; starting them again in ${restartInMs} ms${detail}`);
      },
    });
    this.process.start();
  }

  private handle(message: ServicesReport, onReady: () => void, onFailed: (error: Error) => void): void {
    switch (message.type) {
      case 'ready':
        this.ports = { messagingPort: message.messagingPort, dynamodbPort: message.dynamodbPort };
        for (const queueName of this.observers.keys()) this.tell({ type: 'observe', queueName });
        for (const [id, { queueName }] of this.questions) this.tell({ type: 'messages', id, queueName });
        onReady();
        break;
      case 'failed': onFailed(new Error(`the local services cannot start: ${message.reason}`)); break;
      case 'messages': this.answer(message.id, message.bodies); break;
      case 'sent': this.observers.get(message.queueName)?.(message.body); break;
    }
  }
}
