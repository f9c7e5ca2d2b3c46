import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateTopicCommand, SubscribeCommand, type SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteMessageBatchCommand, GetQueueAttributesCommand, ReceiveMessageCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import { ScanCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { makeDocumentClient, makeDynamoClient, makeSnsClient, makeSqsClient, type ClientSettings } from '../../adapters/aws/clients';

const FAKE = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

/** Settings of a client that speaks to a port on loopback. */
export const atPort = (port: number, more: ClientSettings = {}): ClientSettings => ({ ...FAKE, endpoint: `http://127.0.0.1:${port}`, ...more });

export interface Emulators {
  readonly queuePort: number;
  readonly tablePort: number;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly tables: DynamoDBDocumentClient;
  createQueue(name: string, attributes?: Record<string, string>): Promise<string>;
  /** A topic and a queue that gets every message of it, as the raw text; the queue is the reader's inbox. */
  createTopicWithInbox(name: string): Promise<{ topicArn: string; inboxUrl: string }>;
  /** Keys are texts; `sortKey`: of a table whose partitions are sorted. */
  createTable(name: string, key: string, sortKey?: string): Promise<void>;
  /** Takes everything out of a queue. */
  receiveAll(queueUrl: string): Promise<Message[]>;
  itemsIn(table: string): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

const spawnServers = async (): Promise<{ ports: { queuePort: number; tablePort: number }; end: () => Promise<void> }> => {
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'run-emulators.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => { child.once('exit', () => { resolve(); }); });
  const lines = createInterface({ input: child.stdout });
  const ports = await new Promise<{ queuePort: number; tablePort: number }>((resolve, reject) => {
    lines.once('line', (line) => { resolve(JSON.parse(line) as { queuePort: number; tablePort: number }); });
    child.once('exit', (code) => { reject(new Error(`emulators ended with ${code}`)); });
  });
  return { ports, end: async () => { child.stdin.end(); await ended; lines.close(); } };
};

export const startEmulators = async (): Promise<Emulators> => {
  const { ports: { queuePort, tablePort }, end } = await spawnServers();
  const [sqs, sns] = [makeSqsClient(atPort(queuePort)), makeSnsClient(atPort(queuePort))];
  const [tables, plainTables] = [makeDocumentClient(atPort(tablePort)), makeDynamoClient(atPort(tablePort))];

  const createQueue = async (name: string, attributes: Record<string, string> = {}): Promise<string> =>
    (await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }))).QueueUrl!;

  const receiveAll = async (queueUrl: string): Promise<Message[]> => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({
      QueueUrl: queueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'],
    }));
    if (Messages.length === 0) return [];
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle: ReceiptHandle! }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    return [...Messages, ...await receiveAll(queueUrl)];
  };

  return {
    queuePort, tablePort, sqs, sns, tables, createQueue, receiveAll,
    async createTopicWithInbox(name) {
      const inboxUrl = await createQueue(`${name}-inbox`);
      const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name }));
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: inboxUrl, AttributeNames: ['QueueArn'] }));
      await sns.send(new SubscribeCommand({
        TopicArn, Protocol: 'sqs', Endpoint: Attributes!['QueueArn'], Attributes: { RawMessageDelivery: 'true' },
      }));
      return { topicArn: TopicArn!, inboxUrl };
    },
    async createTable(name, key, sortKey) {
      const keys = [key, ...(sortKey === undefined ? [] : [sortKey])];
      await plainTables.send(new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: keys.map((attribute) => ({ AttributeName: attribute, AttributeType: 'S' })),
        KeySchema: keys.map((attribute, index) => ({ AttributeName: attribute, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
      }));
      // The emulator makes a table in the background.
      for (let tries = 0; tries < 100; tries += 1) {
        try {
          await tables.send(new ScanCommand({ TableName: name, Limit: 1 }));
          return;
        } catch {
          await new Promise((resolve) => { setTimeout(resolve, 20); });
        }
      }
      throw new Error(`table ${name} did not become active`);
    },
    itemsIn: async (table) => (await tables.send(new ScanCommand({ TableName: table, ConsistentRead: true }))).Items ?? [],
    async stop() {
      for (const client of [sqs, sns, tables, plainTables]) client.destroy();
      await end();
    },
  };
};
