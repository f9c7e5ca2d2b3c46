import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** One message as it lies in a queue. */
export interface StoredMessage {
  readonly messageId: string;
  readonly body: string;
}

/** SQS and SNS on loopback, kept in SQLite. */
export interface QueueServer {
  readonly port: number;
  /** Everything that a queue holds at this moment: waiting, delayed and in flight. Empty for an unknown queue. */
  messagesIn(queueName: string): readonly StoredMessage[];
  close(): Promise<void>;
}

interface EmulatedQueue {
  readonly name: string;
  enqueue(message: StoredMessage): void;
  persistence?: unknown;
}

interface Inspection {
  readonly messages: { readonly ready: StoredMessage[]; readonly delayed: StoredMessage[]; readonly inflight: { readonly message: StoredMessage }[] };
}

interface SqsStore {
  host: string;
  persistence?: unknown;
  allQueues(): Iterable<EmulatedQueue>;
  createQueue(...parameters: unknown[]): EmulatedQueue;
  inspectQueue(name: string): Inspection | undefined;
  processAllTimers(): void;
}

interface Persistence {
  readonly db: { exec(sql: string): void; prepare(sql: string): { run(...values: unknown[]): unknown } };
  updateMessageReady(messageId: string): void;
  load(sqs: SqsStore, sns: SnsStore, s3: unknown): void;
  close(): void;
}

interface SnsStore {
  persistence?: unknown;
}

interface App {
  readonly server: { address(): { readonly port: number } | string | null };
  addHook(name: 'preClose', run: () => void): void;
  listen(options: { readonly port: number; readonly host: string }): Promise<string>;
  close(): Promise<void>;
}

interface Parts {
  readonly SqsStore: new () => SqsStore;
  readonly SnsStore: new () => SnsStore;
  readonly S3Store: new () => unknown;
  readonly PersistenceManager: new (folder: string) => Persistence;
  readonly buildApp: (options: object) => App;
}

/**
 * The emulator's public `startFauxqs` listens on every interface and cannot be told otherwise, and its `buildApp` cannot be
 * given the persistence; so its parts (version pinned in package.json) are put together here, on loopback.
 */
const loadParts = async (): Promise<Parts> => {
  const folder = (require.resolve.paths('fauxqs') ?? []).map((modules) => join(modules, 'fauxqs', 'dist')).find(existsSync);
  if (folder === undefined) throw new Error('the package fauxqs is not installed: run npm ci');
  const files = ['app.js', 'persistence.js', 'sqs/sqsStore.js', 'sns/snsStore.js', 's3/s3Store.js'];
  const modules = await Promise.all(files.map((file) => import(pathToFileURL(join(folder, file)).href) as Promise<object>));
  return Object.assign({}, ...modules) as Parts;
};

/**
 * No consumer outlives the whole run, so what was in flight when it ended is nobody's and becomes visible at once;
 * the receive counts stay, so a poison message still reaches its dead-letter queue.
 */
const releaseInFlight = (persistence: Persistence): void => {
  persistence.db.exec('UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL');
  // The emulator's own statement sets the receive count to NULL, which its schema refuses: the message would be lost from memory.
  const makeReady = persistence.db.prepare('UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?');
  persistence.updateMessageReady = (messageId) => { makeReady.run(messageId); };
};

const openStores = (parts: Parts, dataDir: string): { sqs: SqsStore; sns: SnsStore; s3: unknown; persistence: Persistence } => {
  const [sqs, sns, s3] = [new parts.SqsStore(), new parts.SnsStore(), new parts.S3Store()];
  const persistence = new parts.PersistenceManager(dataDir);
  releaseInFlight(persistence);
  persistence.load(sqs, sns, s3);
  // Only after loading: a load that writes through would delete what it loads.
  sqs.persistence = persistence;
  sns.persistence = persistence;
  for (const queue of sqs.allQueues()) queue.persistence = persistence;
  // An empty host makes the queue URLs carry the host and port that the client used.
  sqs.host = '';
  return { sqs, sns, s3, persistence };
};

/** Calls `onSent` for each message that enters a queue, those that a topic delivers or a redrive moves included. */
const observe = (sqs: SqsStore, onSent: (queueName: string, message: StoredMessage) => void): void => {
  const wrap = (queue: EmulatedQueue): EmulatedQueue => {
    const enqueue = queue.enqueue.bind(queue);
    queue.enqueue = (message) => { enqueue(message); onSent(queue.name, message); };
    return queue;
  };
  for (const queue of sqs.allQueues()) wrap(queue);
  const create = sqs.createQueue.bind(sqs);
  sqs.createQueue = (...parameters) => wrap(create(...parameters));
};

export interface QueueServerOptions {
  /** Folder of the SQLite file; created when absent. */
  readonly dataDir: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly region: string;
  readonly onSent?: (queueName: string, message: StoredMessage) => void;
}

export const startQueueServer = async (options: QueueServerOptions): Promise<QueueServer> => {
  const parts = await loadParts();
  const { sqs, sns, s3, persistence } = openStores(parts, options.dataDir);
  if (options.onSent) observe(sqs, options.onSent);
  const app = parts.buildApp({ logger: false, defaultRegion: options.region, stores: { sqsStore: sqs, snsStore: sns, s3Store: s3 } });
  app.addHook('preClose', () => { persistence.close(); });
  await app.listen({ port: options.port, host: '127.0.0.1' });
  const address = app.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    messagesIn: (queueName) => {
      const messages = sqs.inspectQueue(queueName)?.messages;
      return messages === undefined ? [] : [...messages.ready, ...messages.delayed, ...messages.inflight.map(({ message }) => message)];
    },
    close: async () => { await app.close(); },
  };
};
