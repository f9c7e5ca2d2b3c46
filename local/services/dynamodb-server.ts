import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readBody } from '../read-body';
import { asRecord, type Json } from '../template/json';
import { DynamoDbError, startDynamoDbBackend, type BackendAnswer, type DynamoDbBackend } from './dynamodb-backend';
import { ReadWriteLock } from './read-write-lock';
import { TableKeys } from './table-keys';
import { TimeToLive } from './time-to-live';
import { Transactions } from './transactions';
import { UndoJournal } from './undo-journal';

/** DynamoDB on loopback: the emulator behind a front that adds what it lacks and this project uses. */
export interface DynamoDbServer {
  readonly port: number;
  /** Deletes what has expired by `nowMs`; runs by itself every minute as well. */
  sweep(nowMs: number): Promise<number>;
  close(): Promise<void>;
}

export interface DynamoDbServerOptions {
  /** Folder for the tables; without it they live in memory. */
  readonly dataDir?: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

type Operation = (input: Json) => Promise<Json>;

const SWEEP_INTERVAL_MS = 60_000;
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Point-in-time recovery has no meaning here; the calls are answered, so that a deployment script finds what it expects. */
const BACKUPS = { ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' } } };

const tooLarge = (): DynamoDbError => new DynamoDbError('ValidationException', `request is larger than ${MAX_BODY_BYTES} bytes`);

const errorAnswer = (error: unknown): BackendAnswer => {
  if (!(error instanceof DynamoDbError)) {
    const message = error instanceof Error ? error.message : String(error);
    return { status: 500, text: JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message }) };
  }
  // The API spells the field `Message` on a cancelled transaction and `message` elsewhere; clients read either.
  const body = { __type: `com.amazonaws.dynamodb.v20120810#${error.code}`, message: error.message, Message: error.message, ...error.details };
  return { status: 400, text: JSON.stringify(body) };
};

/** Front of one backend: which operations it answers itself, and under which lock each runs. */
class Front {
  private readonly lock = new ReadWriteLock();
  private readonly keys: TableKeys;
  private readonly timeToLive: TimeToLive;
  private readonly transactions: Transactions;

  constructor(private readonly backend: DynamoDbBackend, journal: UndoJournal, timeToLivePath?: string) {
    this.keys = new TableKeys(backend);
    this.timeToLive = new TimeToLive(backend, this.keys, timeToLivePath);
    this.transactions = new Transactions(backend, this.keys, journal);
  }

  /** Operations that run alone. */
  private readonly alone: Readonly<Record<string, Operation>> = {
    TransactWriteItems: (input) => this.transactions.write(input),
    TransactGetItems: (input) => this.transactions.get(input),
    UpdateTimeToLive: async (input) => {
      await this.backend.call('DescribeTable', { TableName: input['TableName'] });
      return this.timeToLive.update(input);
    },
    DescribeTimeToLive: async (input) => this.timeToLive.describe(input),
    UpdateContinuousBackups: async () => BACKUPS,
    DescribeContinuousBackups: async () => BACKUPS,
  };

  async answer(operation: string, body: string): Promise<BackendAnswer> {
    const own = this.alone[operation];
    if (own !== undefined) {
      const result = await this.lock.exclusive(() => own(asRecord(JSON.parse(body))));
      return { status: 200, text: JSON.stringify(result) };
    }
    if (operation === 'DeleteTable') this.forgetTable(body);
    if (body.includes('"ReturnValuesOnConditionCheckFailure"')) return this.lock.exclusive(() => this.answerWithItem(operation, body));
    return this.lock.shared(() => this.backend.forward(operation, body));
  }

  sweep(nowMs: number): Promise<number> {
    return this.lock.exclusive(() => this.timeToLive.sweep(nowMs));
  }

  private forgetTable(body: string): void {
    const table = String(asRecord(JSON.parse(body))['TableName']);
    this.keys.forget(table);
    this.timeToLive.forget(table);
  }

  /** Adds the item that made a condition fail, for writes that ask for it. */
  private async answerWithItem(operation: string, body: string): Promise<BackendAnswer> {
    const { ReturnValuesOnConditionCheckFailure: wanted, ...input } = asRecord(JSON.parse(body));
    const answer = await this.backend.forward(operation, JSON.stringify(input));
    if (answer.status === 200 || wanted !== 'ALL_OLD' || !answer.text.includes('ConditionalCheckFailedException')) return answer;
    const table = String(input['TableName']);
    const key = operation === 'PutItem' ? await this.keys.keyOf(table, asRecord(input['Item'])) : asRecord(input['Key']);
    const { Item } = await this.backend.call('GetItem', { TableName: table, Key: key, ConsistentRead: true });
    return Item === undefined ? answer : { ...answer, text: JSON.stringify({ ...asRecord(JSON.parse(answer.text)), Item }) };
  }
}

const serve = async (front: Front, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
  const target = String(incoming.headers['x-amz-target'] ?? '').split('.').at(-1) ?? '';
  const answer = await readBody(incoming, MAX_BODY_BYTES, tooLarge).then((body) => front.answer(target, body)).catch(errorAnswer);
  outgoing.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0', 'content-length': Buffer.byteLength(answer.text) });
  outgoing.end(answer.text);
};

export const startDynamoDbServer = async (options: DynamoDbServerOptions): Promise<DynamoDbServer> => {
  const { dataDir } = options;
  if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true });
  const inFolder = (name: string): string | undefined => (dataDir === undefined ? undefined : join(dataDir, name));
  const backend = await startDynamoDbBackend(inFolder('tables'));
  const journal = new UndoJournal(inFolder('transaction.json'));
  await journal.recover(backend);
  const front = new Front(backend, journal, inFolder('time-to-live.json'));
  const server = createServer((incoming, outgoing) => { void serve(front, incoming, outgoing); });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', () => { resolve(); });
  });
  const sweeper = setInterval(() => { void front.sweep(Date.now()).catch(() => 0); }, SWEEP_INTERVAL_MS);
  sweeper.unref();
  return {
    port: (server.address() as AddressInfo).port,
    sweep: (nowMs) => front.sweep(nowMs),
    close: async () => {
      clearInterval(sweeper);
      server.closeAllConnections();
      await new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
      await backend.close();
    },
  };
};
