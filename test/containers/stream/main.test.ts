import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { makeTokenStore } from '../../../adapters/aws/token-store';
import { issueToken } from '../../../adapters/stream-tokens/token-text';
import { makeWhaleFeedServer } from '../../../adapters/whale-feed/server';
import { runTokenCommand } from '../../../cli/stream-token/run-command';
import { startEmulators, type Emulators } from '../../support/emulators';
import { until } from '../../support/until';
import { whaleOrder } from '../../support/whale-order';
import { bearer, closeAll, dial, idOf } from './fixture';

const ROOT = join(__dirname, '../../..');
const FEED_TOKEN = 'the-token-of-the-internal-feed';

let emulators: Emulators;
const children: ChildProcess[] = [];
beforeAll(async () => {
  emulators = await startEmulators();
  await emulators.createTable('stream-tokens', 'token_id');
});
afterEach(async () => {
  await closeAll();
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => emulators.stop());

const storeOf = () => makeTokenStore({ client: emulators.tables, tableName: 'stream-tokens' });

/** The container's entry as a process of its own. */
const startStream = async (env: Record<string, string>) => {
  const output = { text: '', errors: '' };
  const child = spawn(process.execPath, ['--import', 'tsx', 'containers/stream/main.ts'], {
    cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'], STREAM_PORT: '0', STREAM_TOKENS_TABLE: 'stream-tokens', LOG_LEVEL: 'debug', LOG_FORMAT: 'json',
      AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${emulators.tablePort}`, ...env,
    },
  });
  children.push(child);
  child.stdout.on('data', (data: Buffer) => { output.text += data.toString(); });
  child.stderr.on('data', (data: Buffer) => { output.errors += data.toString(); });
  const exited = new Promise<number | null>((resolve) => { child.once('exit', resolve); });
  const lines = (): Record<string, unknown>[] => output.text.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, unknown>);
  return { child, output, exited, lines };
};

const serveFeed = async () => {
  const feed = makeWhaleFeedServer({ host: '127.0.0.1', port: 0, token: FEED_TOKEN, market: 'simulated', snapshot: () => [whaleOrder()] });
  return { feed, port: await feed.start() };
};

describe('the stream as a process', () => {
  test('says where it listens, serves what the feed tells, closes a token that is revoked in the table within 5 s, and ends on SIGTERM', async () => {
    const { feed, port } = await serveFeed();
    const { child, exited, lines, output } = await startStream({ WHALE_FEED_URL: `ws://127.0.0.1:${port}`, WHALE_FEED_TOKEN: FEED_TOKEN });
    await until(() => lines().some(({ event }) => event === 'listening'), 'the start');
    const address = `127.0.0.1:${String(lines().find(({ event }) => event === 'listening')?.['port'])}`;
    const url = `ws://${address}`;
    const said: string[] = [];
    const say = (line: string): void => { said.push(line); };
    await runTokenCommand({ command: 'issue', tier: 'vip', days: 1, label: 'a client', stateDir: undefined }, storeOf(), Date.now(), say);
    const token = said[0]!;
    const kept = issueToken({ tier: 'private', label: 'kept', days: 1 }, Date.now());
    await storeOf().put(kept.stored);
    // Connected says that the snapshot is there: nobody is served before it.
    await until(async () => (await (await fetch(`http://${address}/health`)).json() as { feed: { connected: boolean } }).feed.connected, 'the feed');
    const [vip, top] = await Promise.all([dial(`${url}/ws/vip?token=${token}`).served(), dial(`${url}/private`, bearer(kept.text)).served()]);
    feed.publish([{ order: whaleOrder({ number: 9 }), removed_time_ms: null }]);
    await until(() => vip.texts.length === 2, 'a change');
    expect(vip.brief).toEqual(['snapshot 1', 'order 2']);

    await runTokenCommand({ command: 'revoke', tokenId: idOf(token), stateDir: undefined }, storeOf(), Date.now(), say);
    expect([await vip.ended(), vip.reason]).toEqual([1008, 'token revoked']);
    expect(top.code).toBe(0);

    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect([await top.ended(), Object.keys(JSON.parse(top.reason) as object)]).toEqual([1001, ['retry_in_ms']]);
    for (const secret of [token.slice(-43), kept.text.slice(-43), FEED_TOKEN]) expect(output.text + output.errors).not.toContain(secret);
    await feed.stop();
  });

  test('serves nobody before the feed was heard, but tells its health', async () => {
    const { lines } = await startStream({ WHALE_FEED_URL: 'ws://127.0.0.1:9', WHALE_FEED_TOKEN: FEED_TOKEN });
    await until(() => lines().some(({ event }) => event === 'listening'), 'the start');
    const port = String(lines().find(({ event }) => event === 'listening')?.['port']);
    expect(await dial(`ws://127.0.0.1:${port}/public`).refused()).toBe(503);
    expect(await (await fetch(`http://127.0.0.1:${port}/health`)).json()).toMatchObject({ status: 'ok', feed: { connected: false, age_ms: null } });
  });

  test('settings that cannot work are said in one sentence, exit code 2', async () => {
    const { exited, output } = await startStream({ WHALE_FEED_URL: 'ws://127.0.0.1:9' });
    expect(await exited).toBe(2);
    expect(output.errors).toBe('stream: environment variable WHALE_FEED_TOKEN is not set: expected the token of the whale scanner\'s feed\n');
  });
});
