import { DeleteMessageBatchCommand, ReceiveMessageCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import { setTimeout as sleep } from 'node:timers/promises';
import { BackOff } from './back-off';
import { readBatchResponse } from './batch-response';
import { LOCAL_REGION } from './child-environment';
import type { Invocation } from './lambda-process';
import { toSqsEvent } from './sqs-event';
import type { MappingPlan, QueuePlan } from './template/local-plan';

export interface MappingOptions {
  readonly plan: MappingPlan;
  readonly queue: QueuePlan;
  readonly sqs: SQSClient;
  readonly invoke: (event: unknown) => Promise<Invocation>;
  readonly onProblem: (text: string) => void;
}

const RECEIVE_LIMIT = 10;
const LONG_POLL_SECONDS = 20;

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
  private async receiveBatch(): Promise<Message[]> {
    const { batchSize, batchingWindowSeconds } = this.options.plan;
    const messages = await this.receive(Math.min(batchSize, RECEIVE_LIMIT), LONG_POLL_SECONDS);
    const windowEndMs = Date.now() + batchingWindowSeconds * 1000;
    while (messages.length > 0 && messages.length < batchSize && Date.now() < windowEndMs && !this.stopped) {
      const wantedCount = Math.min(batchSize - messages.length, RECEIVE_LIMIT);
      messages.push(...await this.receive(wantedCount, Math.min(1, Math.ceil((windowEndMs - Date.now()) / 1000))));
    }
    return messages;
  }

  private async receive(count: number, waitSeconds: number): Promise<Message[]> {
    const { Messages = [] } = await this.options.sqs.send(new ReceiveMessageCommand({
      QueueUrl: this.options.queue.url, MaxNumberOfMessages: count, WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'],
    }), { abortSignal: this.stopping.signal });
    return Messages;
  }

  private async process(messages: readonly Message[]): Promise<void> {
    const { plan, queue, onProblem } = this.options;
    const invocation = await this.options.invoke(toSqsEvent(messages, queue.arn, LOCAL_REGION));
    if (invocation.outcome === 'failed') {
      onProblem(`${plan.functionName}: ${messages.length} message(s) of ${queue.name} failed and come back: ${invocation.reason}`);
      return;
    }
    const ids = messages.map(({ MessageId }) => MessageId ?? '');
    const verdict = readBatchResponse(invocation.value, ids, plan.reportBatchItemFailures);
    if (verdict.reason !== undefined) onProblem(`${plan.functionName}: ${queue.name}: ${verdict.reason}; they come back`);
    await this.remove(messages.filter(({ MessageId }) => verdict.deleteIds.includes(MessageId ?? '')));
  }

  private async remove(messages: readonly Message[]): Promise<void> {
    for (let start = 0; start < messages.length; start += RECEIVE_LIMIT) {
      const entries = messages.slice(start, start + RECEIVE_LIMIT).map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      const { Failed = [] } = await this.options.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: this.options.queue.url, Entries: entries }));
      if (Failed.length > 0) this.options.onProblem(`queue ${this.options.queue.name}: ${Failed.length} message(s) could not be deleted and will be delivered again`);
    }
  }
}
