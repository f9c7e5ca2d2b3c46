import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BackOff } from './back-off';
import { OutboxFile, type OutboxAlert } from './outbox-file';
import { RECEIVE_LIMIT, type QueueClient } from './services/queue-client';
import { asRecord, type Json } from './template/json';
import type { LocalAccount } from './template/local-account';
import type { LocalPlan } from './template/local-plan';

export const OUTBOX_QUEUE = 'tapewatch-local-outbox';

/**
 * E-mail does not exist on one machine: a queue of our own subscribes to the alerts topic in its place, with the SNS envelope, since
 * subject and attributes are what an e-mail shows and subscriptions filter by. The other channels end in `channel-sink.ts`.
 */
export const withOutbox = (plan: LocalPlan, alertsTopicArn: string, account: LocalAccount): LocalPlan => {
  const origin = { stackName: 'local', logicalId: 'Outbox' };
  const arn = `arn:aws:sqs:${account.region}:${account.accountId}:${OUTBOX_QUEUE}`;
  const queue = {
    ...origin, name: OUTBOX_QUEUE, arn, url: `${account.sqsEndpoint}/${account.accountId}/${OUTBOX_QUEUE}`,
    attributes: { VisibilityTimeout: '30' }, visibilityTimeoutSeconds: 30,
  };
  return {
    ...plan,
    queues: [...plan.queues, queue],
    subscriptions: [...plan.subscriptions, { ...origin, topicArn: alertsTopicArn, protocol: 'sqs', endpoint: arn, attributes: {} }],
  };
};

export class EnvelopeError extends Error {
  override readonly name = 'EnvelopeError';
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const parseObject = (body: string): Json => {
  try {
    return asRecord(JSON.parse(body));
  } catch {
    throw new EnvelopeError('the message is not JSON');
  }
};

/** Reads the JSON that SNS puts around a message: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
export const readEnvelope = (body: string, nowMs: number): OutboxAlert => {
  const envelope = parseObject(body);
  const attributes = Object.fromEntries(Object.entries(asRecord(envelope['MessageAttributes']))
    .map(([name, attribute]) => [name, textOf(asRecord(attribute)['Value'])]));
  const alertId = attributes['alert_id'] ?? textOf(envelope['MessageId']);
  if (alertId === '' || textOf(envelope['Message']) === '') throw new EnvelopeError('the message has no id or no text');
  return { alert_id: alertId, channel: 'email', subject: textOf(envelope['Subject']), text: textOf(envelope['Message']), attributes, shown_time_ms: nowMs };
};

export interface OutboxOptions {
  readonly stateDir: string;
  readonly client: QueueClient;
  readonly onAlert: (alert: OutboxAlert) => void;
  readonly onProblem: (text: string) => void;
}

/** Shows each alert once and keeps it in `outbox.jsonl`; a repeat of the same id goes to `outbox-repeats.jsonl` and is counted. */
export class Outbox {
  private readonly file: OutboxFile;
  private readonly repeatsPath: string;
  private readonly stopping = new AbortController();
  private polling: Promise<void> = Promise.resolve();
  private readonly backOff = new BackOff(200, 5_000);
  /** Of this run. */
  shown = 0;
  repeats = 0;

  constructor(private readonly options: OutboxOptions) {
    this.file = new OutboxFile(join(options.stateDir, 'outbox.jsonl'));
    this.repeatsPath = join(options.stateDir, 'outbox-repeats.jsonl');
  }

  start(): void {
    this.polling = this.poll();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.polling;
  }

  private async poll(): Promise<void> {
    const { client, onProblem } = this.options;
    while (!this.stopping.signal.aborted) {
      try {
        const messages = await client.receive(RECEIVE_LIMIT, 20, this.stopping.signal);
        for (const { body } of messages) this.accept(body);
        // Only now: a process that dies in between sees them again and knows them.
        await client.remove(messages.map(({ receiptHandle }) => receiptHandle));
        this.backOff.reset();
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        onProblem(`the outbox cannot be read: ${error instanceof Error ? error.message : String(error)}`);
        await sleep(this.backOff.next());
      }
    }
  }

  private accept(body: string): void {
    let alert: OutboxAlert;
    try {
      alert = readEnvelope(body, Date.now());
    } catch (error) {
      this.options.onProblem(`the outbox leaves out a message: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    this.show(alert);
  }

  /** Shows what arrived on a channel, unless it is there already. */
  show(alert: OutboxAlert): void {
    if (this.file.append(alert)) {
      this.shown += 1;
      this.options.onAlert(alert);
    } else {
      this.repeats += 1;
      appendFileSync(this.repeatsPath, `${JSON.stringify({ alert_id: alert.alert_id, channel: alert.channel, repeated_time_ms: alert.shown_time_ms })}\n`);
    }
  }
}
