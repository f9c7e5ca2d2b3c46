import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientSettings } from '../../adapters/aws/clients';
import { makeMessageSender } from '../../adapters/aws/message-sender';
import { mapLimited } from '../../adapters/map-limited';
import { LocalDeliveryEnv } from '../../lambdas/delivery/env';
import { ChannelSink } from '../../local/channel-sink';
import { LOCAL_ACCOUNT_ID, LOCAL_CREDENTIALS, LOCAL_REGION, type ServiceEndpoints } from '../../local/child-environment';
import type { OutboxAlert } from '../../local/outbox-file';
import { createLocalClients, type LocalClients } from '../../local/services/clients';
import { provision, type HeldPlan } from '../../local/services/provision';
import { makeQueueClient, type QueueClient } from '../../local/services/queue-client';
import { scanTable } from '../../local/services/scan-table';
import { ServicesProcess } from '../../local/services/services-process';
import type { Json } from '../../local/template/json';

/** Queues by what they carry; `inbox` is where e-mails end. */
export const QUEUES = ['opportunities', 'notifications', 'deliveries', 'inbox'] as const;
export type QueueName = (typeof QUEUES)[number];

/** Tables and their keys. */
const TABLES = { users: 'user_id', states: 'user_id', signals: 'signal_id', alerts: 'alert_id', deliveries: 'delivery_id', precision: 'id' } as const;
export type TableName = keyof typeof TABLES;

export const TOPICS = { signals: `arn:aws:sns:${LOCAL_REGION}:${LOCAL_ACCOUNT_ID}:signals`, alerts: `arn:aws:sns:${LOCAL_REGION}:${LOCAL_ACCOUNT_ID}:alerts` } as const;

/** Longer than a part takes: what is in hand comes again when the command says so, and not by itself. */
const VISIBILITY_SECONDS = 3_600;
const SENDS_AT_ONCE = 8;

const queueArn = (name: QueueName): string => `arn:aws:sqs:${LOCAL_REGION}:${LOCAL_ACCOUNT_ID}:${name}`;

const planAt = (messaging: string): HeldPlan => {
  const origin = { stackName: 'faults', logicalId: 'Faults' };
  const raw = { RawMessageDelivery: 'true' };
  return {
    queues: QUEUES.map((name) => ({
      ...origin, name, arn: queueArn(name), url: `${messaging}/${LOCAL_ACCOUNT_ID}/${name}`, visibilityTimeoutSeconds: VISIBILITY_SECONDS,
      attributes: { VisibilityTimeout: String(VISIBILITY_SECONDS) },
    })),
    topics: Object.entries(TOPICS).map(([name, arn]) => ({ ...origin, name, arn })),
    subscriptions: [
      { ...origin, topicArn: TOPICS.signals, protocol: 'sqs', endpoint: queueArn('notifications'), attributes: { ...raw, FilterPolicy: JSON.stringify({ decision: ['accepted'] }) } },
      { ...origin, topicArn: TOPICS.alerts, protocol: 'sqs', endpoint: queueArn('inbox'), attributes: raw },
    ],
    tables: Object.entries(TABLES).map(([name, key]) => ({
      ...origin, name, keySchema: [{ AttributeName: key, KeyType: 'HASH' }], attributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }], globalSecondaryIndexes: [],
    })),
  };
};

/** SQS, SNS, DynamoDB and the world outside, on this machine and in a folder that goes when they stop. */
export class FaultServices {
  /** What came out at telephones, devices and servers, in order. */
  readonly received: OutboxAlert[] = [];
  private sink: ChannelSink | undefined;

  private constructor(private readonly folder: string, private readonly services: ServicesProcess, readonly endpoints: ServiceEndpoints, private readonly clients: LocalClients) {}

  /** @throws Error with the reason when the services cannot start. */
  static async start(onProblem: (text: string) => void): Promise<FaultServices> {
    const folder = mkdtempSync(join(tmpdir(), 'tapewatch-faults-'));
    const services = new ServicesProcess({ dataDir: folder, onProblem });
    const endpoints = await services.start();
    const started = new FaultServices(folder, services, endpoints, createLocalClients(endpoints));
    await provision(planAt(endpoints.messaging), started.clients);
    started.sink = await ChannelSink.start({ messagingUrl: endpoints.messaging, stateDir: folder, onMessage: (message) => { started.received.push(message); } });
    return started;
  }

  /** Of a client that speaks to an address here. */
  clientAt(endpoint: string): ClientSettings {
    return { region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS, endpoint };
  }

  queueUrl(name: QueueName): string {
    return `${this.endpoints.messaging}/${LOCAL_ACCOUNT_ID}/${name}`;
  }

  queue(name: QueueName): QueueClient {
    return makeQueueClient(this.clients.sqs, this.queueUrl(name));
  }

  /** Puts messages on a queue. */
  async send(name: QueueName, messages: readonly object[]): Promise<void> {
    await mapLimited(messages, SENDS_AT_ONCE, makeMessageSender({ client: this.clients.sqs, queueUrl: this.queueUrl(name) }));
  }

  /** Where telephones, devices and the servers of channels are, and by which secret webhooks are signed. */
  outside(): { readonly url: string; readonly secrets: string } {
    const environment = this.sink?.environment() ?? {};
    return { url: environment[LocalDeliveryEnv.channelsUrl] ?? '', secrets: environment[LocalDeliveryEnv.channelSecrets] ?? '' };
  }

  scan(table: TableName, attributes: readonly string[]): Promise<Json[]> {
    return scanTable(this.clients.dynamodb, table, attributes);
  }

  async stop(): Promise<void> {
    this.sink?.stop();
    this.clients.destroy();
    await this.services.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
