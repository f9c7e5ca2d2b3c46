import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { build } from 'esbuild';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { makeDocumentClient, makeDynamoClient } from '../../adapters/aws/clients';
import { makeTokenStore } from '../../adapters/aws/token-store';
import { issueToken } from '../../adapters/stream-tokens/token-text';
import { makeWhaleFeedServer, type WhaleFeedServer } from '../../adapters/whale-feed/server';
import { StreamEnv } from '../../containers/stream/env';
import type { WhaleOrder } from '../../core/contracts/whale-order';
import { startDynamoDbServer } from '../../local/services/dynamodb-server';
import { pinnedTo } from '../harness/start-case';

const FEED_TOKEN = 'the-feed-token-of-a-bench';
const TABLE = 'stream-tokens';
const ACCESS = { region: 'us-east-1', credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' } };
/** The feed gathers for a tenth of a second by default, which would be nine tenths of what is measured. */
const FEED_LIMITS = { batchMs: 5 };

/** The stream's container as deployed, compiled, in a process of its own, with a feed and a table of tokens beside it. */
export interface StreamStack {
  readonly port: number;
  readonly feed: WhaleFeedServer;
  /** Folder of the compiled programs. */
  readonly programs: string;
  issueTokens(count: number): Promise<string[]>;
  health(): Promise<StackHealth>;
  /** Resident memory of the stream's process, bytes. */
  rssBytes(): number;
  stop(): Promise<void>;
}

export interface StackHealth {
  readonly clients: number;
  readonly lag_ms: number;
  readonly queued_bytes: { readonly most: number; readonly total: number };
  readonly cut: Readonly<Record<string, number>>;
  readonly refused: Readonly<Record<string, number>>;
}

const compile = async (): Promise<string> => {
  const outdir = join(process.cwd(), 'node_modules', '.cache', `tapewatch-stream-bench-${process.pid}`);
  await build({
    entryPoints: {
      stream: 'containers/stream/main.ts', client: 'bench/stream/client-process.ts', attacker: 'bench/stream/attacker-process.ts',
      guesser: 'bench/stream/guesser-process.ts',
    },
    outdir, bundle: true, platform: 'node', format: 'cjs', target: 'node20', external: ['bufferutil', 'utf-8-validate'], logLevel: 'error',
  });
  return outdir;
};

/** The port that the process says it listens on. */
const portOf = (child: ChildProcess): Promise<number> => new Promise((resolve, reject) => {
  if (child.stdout === null) return reject(new Error('the stream has no output'));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { event, port } = JSON.parse(line) as { event?: string; port?: number };
    if (event === 'listening' && port !== undefined) resolve(port);
  });
  child.once('exit', (code) => { reject(new Error(`the stream ended with code ${String(code)}`)); });
});

const startTokens = async () => {
  const server = await startDynamoDbServer({ port: 0 });
  const settings = { ...ACCESS, endpoint: `http://127.0.0.1:${server.port}` };
  await makeDynamoClient(settings).send(new CreateTableCommand({
    TableName: TABLE, BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions: [{ AttributeName: 'token_id', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'token_id', KeyType: 'HASH' }],
  }));
  const store = makeTokenStore({ client: makeDocumentClient(settings), tableName: TABLE });
  const issue = async (): Promise<string> => {
    const { text, stored } = issueToken({ tier: 'vip', label: 'bench', days: 1 }, Date.now());
    // The emulator makes a table in the background.
    for (let tries = 0; ; tries += 1) {
      try {
        await store.put(stored);
        return text;
      } catch (error) {
        if (tries > 20) throw error;
        await new Promise((resolve) => { setTimeout(resolve, 100); });
      }
    }
  };
  return { server, endpoint: settings.endpoint, issue };
};

export const startStack = async (orders: () => readonly WhaleOrder[]): Promise<StreamStack> => {
  const programs = await compile();
  const tokens = await startTokens();
  const feed = makeWhaleFeedServer({ host: '127.0.0.1', port: 0, token: FEED_TOKEN, market: 'simulated', snapshot: orders, limits: FEED_LIMITS });
  const [command = '', ...args] = pinnedTo(0, [process.execPath, join(programs, 'stream.js')]);
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env, [StreamEnv.port]: '0', [StreamEnv.feedUrl]: `ws://127.0.0.1:${await feed.start()}`, [StreamEnv.feedToken]: FEED_TOKEN, [StreamEnv.tokensTable]: TABLE,
      [StreamEnv.logFormat]: 'json', [StreamEnv.logLevel]: 'info', AWS_REGION: ACCESS.region, AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_ENDPOINT_URL_DYNAMODB: tokens.endpoint,
    },
  });
  const port = await portOf(child);
  return {
    port, feed, programs,
    issueTokens: async (count) => {
      const texts: string[] = [];
      while (texts.length < count) texts.push(await tokens.issue());
      return texts;
    },
    health: async () => (await (await fetch(`http://127.0.0.1:${port}/health`)).json()) as StackHealth,
    rssBytes: () => 1_024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(child.pid)}/status`, 'utf8'))?.[1]),
    stop: async () => {
      child.kill('SIGKILL');
      await feed.stop();
      await tokens.server.close();
      rmSync(programs, { recursive: true, force: true });
    },
  };
};
