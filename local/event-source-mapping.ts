import { setTimeout as sleep } from 'node:timers/promises';
import { BackOff } from './back-off';
import { readBatchResponse } from './batch-response';
import { LOCAL_REGION } from './child-environment';
import type { Invocation } from './lambda-process';
import { RECEIVE_LIMIT, type QueueClient, type ReceivedMessage } from './services/queue-client';
import type { MappingPlan, QueuePlan } from './template/local-plan';

export interface MappingOptions {
  readonly plan: MappingPlan;
  readonly queue: QueuePlan;
  readonly client: QueueClient;
  readonly invoke: (event: unknown) => Promise<Invocation>;
  readonly onProblem: (text: string) => void;
}

const LONG_POLL_SECONDS = 20;

/** The event that Lambda hands a function for a batch: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
const eventOf = (messages: readonly ReceivedMessage[], queueArn: string): object => ({
  Records: messages.map((message) => ({ ...message, eventSource: 'aws:sqs', eventSourceARN: queueArn, awsRegion: LOCAL_REGION })),
});

/**
 * What Lambda does between a queue and a function: receive a batch, invoke, delete what succeeded. A failure deletes nothing, so
 * the messages come back after the queue's visibility timeout and reach the dead-letter queue by the queue's own redrive policy.
 */
export class EventSourceMapping {
  private readonly stopping = new AbortController();
  private polling: Promise<void> = Promise.resolve();
  private readonly backOff = new BackOff(200, 5_000);

  constructor(private readonly options: MappingOptions) {}

  start(): void {
    this.polling = this.poll();
  }

  /** Receives no further batch; resolves when the one in hand is done. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.polling;
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async poll(): Promise<void> {
    while (!this.stopped) {
      try {
        const messages = await this.receiveBatch();
        if (messages.length > 0) await this.process(messages);
        this.backOff.reset();
      } catch (error) {
        if (this.stopped) return;
        this.options.onProblem(`queue ${this.options.queue.name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
        await sleep(this.backOff.next());
      }
    }
  }

  /** Up to the batch size; waits for more only where the mapping has a batching window. */
  private async receiveBatch(): Promise<ReceivedMessage[]> {
    const { batchSize, batchingWindowSeconds } = this.options.plan;
    const messages = await this.receive(Math.min(batchSize, RECEIVE_LIMIT), LONG_POLL_SECONDS);
    const windowEndMs = Date.now() + batchingWindowSeconds * 1000;
    while (messages.length > 0 && messages.length < batchSize && Date.now() < windowEndMs && !this.stopped) {
      const wantedCount = Math.min(batchSize - messages.length, RECEIVE_LIMIT);
      messages.push(...await this.receive(wantedCount, Math.min(1, Math.ceil((windowEndMs - Date.now()) / 1000))));
    }
    return messages;
  }

  private receive(count: number, waitSeconds: number): Promise<ReceivedMessage[]> {
    return this.options.client.receive(count, waitSeconds, this.stopping.signal);
  }

  private async process(messages: readonly ReceivedMessage[]): Promise<void> {
    const { plan, queue, onProblem } = this.options;
    const invocation = await this.options.invoke(eventOf(messages, queue.arn));
    if (invocation.outcome === 'failed') {
      onProblem(`${plan.functionName}: ${messages.length} message(s) of ${queue.name} failed and come back: ${invocation.reason}`);
      return;
    }
    const ids = messages.map(({ messageId }) => messageId);
    const verdict = readBatchResponse(invocation.value, ids, plan.reportBatchItemFailures);
    if (verdict.reason !== undefined) onProblem(`${plan.functionName}: ${queue.name}: ${verdict.reason}; they come back`);
    const failed = await this.options.client.remove(messages.filter(({ messageId }) => verdict.deleteIds.includes(messageId)).map(({ receiptHandle }) => receiptHandle));
    if (failed > 0) onProblem(`queue ${queue.name}: ${failed} message(s) could not be deleted and will be delivered again`);
  }
}
