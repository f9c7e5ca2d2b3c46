import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseWatchArguments } from '../../../cli/stream-watch/arguments';
import { followStream } from '../../../cli/stream-watch/follow-stream';
import type { WhaleStreamMessage } from '../../../core/contracts/whale-stream';
import { closeAll, startServer } from '../../containers/stream/fixture';
import { until } from '../../support/until';
import { whaleOrder } from '../../support/whale-order';

const followers: { stop: () => void }[] = [];
afterEach(async () => {
  for (const follower of followers.splice(0)) follower.stop();
  await closeAll();
});

const follow = (url: string, token: string | undefined) => {
  const log = { messages: [] as WhaleStreamMessage[], losses: [] as string[], refusals: 0 };
  followers.push(followStream({
    url, token, onMessage: (message) => { log.messages.push(message); }, onLost: (why, retryInMs) => { log.losses.push(`${why} ${retryInMs >= 0}`); },
    onRefused: () => { log.refusals += 1; },
  }));
  return log;
};
const change = (number: number) => ({ order: whaleOrder({ number }), removed_time_ms: null });

describe('following a tier', () => {
  test('after a cut it connects again and gets exactly what it missed', async () => {
    const { url, hub, tokens } = await startServer({ waits: { resumeMs: 2_000 } });
    const log = follow(`${url}/vip`, tokens.issue('vip'));
    await until(() => log.messages.length === 1, 'the snapshot');
    hub.acceptChanges([change(1)]);
    await until(() => log.messages.length === 2, 'a change');
    hub.all()[0]!.cut(1013, 'too slow');
    hub.acceptChanges([change(2), change(3)]);
    await until(() => log.messages.length === 4, 'what was missed');
    expect(log.messages.map(({ type, sequence }) => `${type} ${sequence}`)).toEqual(['snapshot 0', 'order 1', 'order 2', 'order 3']);
    expect(log.losses).toEqual(['closed with 1013 true']);
  });

  test('a token that opens nothing is not tried again', async () => {
    const { url } = await startServer();
    const log = follow(`${url}/vip`, 'nonsense');
    await until(() => log.refusals === 1, 'the refusal');
    expect(log.losses).toEqual([]);
  });
});

describe('what may be asked', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stream-'));
  beforeAll(() => {
    writeFileSync(join(folder, 'stream.json'), JSON.stringify({ url: 'ws://127.0.0.1:8123', table: 't', endpoint: 'e', private_token: 'p', vip_token: 'v' }));
  });
  afterAll(() => { rmSync(folder, { recursive: true }); });

  test('the public tier of the run on this machine unless said otherwise, with the token that it made for the tier', () => {
    const ask = (...argv: string[]) => parseWatchArguments(['--state-dir', folder, ...argv], {});
    expect(ask()).toEqual({ url: 'ws://127.0.0.1:8123/public', tier: 'public', token: undefined, json: false, forSeconds: undefined });
    expect(ask('--tier', 'private')).toMatchObject({ url: 'ws://127.0.0.1:8123/private', token: 'p' });
    expect(() => parseWatchArguments(['--state-dir', join(folder, 'none')], {})).toThrow('expected the state folder of a local run that is under way');
  });

  test('elsewhere a token comes from the environment, never from the command line', () => {
    expect(parseWatchArguments(['--tier', 'vip', '--url', 'wss://a.example/ws/', '--for', '5'], { STREAM_TOKEN: 't' })).toMatchObject({ url: 'wss://a.example/ws/vip', token: 't', forSeconds: 5 });
    expect(() => parseWatchArguments(['--token', 'x'], {})).toThrow('--token');
  });

  test.each<[string[], string]>([
    [['--tier', 'gold'], '--tier is "gold": expected one of private, vip, public'], [['--tier', 'vip', '--url', 'ws://x'], '--tier is "vip" while STREAM_TOKEN is not set'],
    [['--url', 'http://x'], '--url is "http://x": expected a URL beginning with ws:// or wss://'], [['--url', 'ws://x', '--for', 'x'], '--for is "x"'],
  ])('%j is refused', (argv, message) => {
    expect(() => parseWatchArguments(argv, {})).toThrow(message);
  });
});
