import { ActivityTail } from '../../../containers/stream/activity-tail';
import { makeActivityLog } from '../../../adapters/aws/activity-log';
import { makeActivityReader, type ActivityReader } from '../../../adapters/aws/activity-reader';
import { activityOf, entryKey, type ActivityEntry } from '../../../core/contracts/activity';
import { ACTIVITY_FEED_SCHEMA, FEED_LINES, parseActivityFeed, type ActivityFeed } from '../../../core/contracts/activity-feed';
import { startEmulators, type Emulators } from '../../support/emulators';
import { until } from '../../support/until';
import { bearer, closeAll, dial, idOf, startServer, type Dialled } from './fixture';

const delivery = (alertId: string): ActivityEntry => ({
  kind: 'delivery', alert_id: alertId, user_id: 'user-1', channel_id: 'sms', channel_kind: 'sms', state: 'sent', hold_reason: null, failure_reason: null, attempts: 1, repeats: 0, took_ms: 120,
});
const health = (component: string, reason: string | null): ActivityEntry =>
  ({ kind: 'health', component, status: reason === null ? 'ok' : 'down', reason, figures: {} });

const feedsOf = (client: Dialled) => client.texts.map((text) => parseActivityFeed(JSON.parse(text)));
const alertsOf = (client: Dialled): string[] => [...new Set(feedsOf(client).flatMap(({ lines }) => lines.map(({ entry }) => entryKey(entry))))];
const keysOf = (alertIds: readonly string[]): string[] => alertIds.map((alertId) => entryKey(delivery(alertId)));

describe('the activity log by WebSocket', () => {
  let emulators: Emulators;
  let table = 0;

  beforeAll(async () => { emulators = await startEmulators(); });
  afterEach(closeAll);
  afterAll(() => emulators.stop());

  const serve = async () => {
    table += 1;
    const tableName = `activity-${table}`;
    await emulators.createTable(tableName, 'bucket_id', 'line_id');
    const settings = { client: emulators.tables, tableName };
    const log = makeActivityLog({ ...settings, onProblem: (error) => { throw error; } });
    const write = async (...entries: readonly ActivityEntry[]): Promise<void> => {
      entries.forEach(log.note);
      await log.flush();
    };
    const activity = new ActivityTail({ reader: makeActivityReader(settings), onProblem: (error) => { throw error; }, pollMs: 20 });
    // The feed of large levels was never heard: the log does not wait for it.
    return { write, ...await startServer({ activity, isReady: false }) };
  };

  test('begins with the latest lines and each part\'s health, then tells what is new, once', async () => {
    const { url, tokens, write } = await serve();
    await write(delivery('before'), health('scanner', null));
    const client = dial(`${url}/activity`, { protocols: ['tapewatch'], firstText: JSON.stringify({ token: tokens.issue('private') }) });
    await until(() => client.texts.length === 1, 'the beginning');
    expect(feedsOf(client)[0]).toMatchObject({ lines: [{ entry: delivery('before') }], health: [{ entry: health('scanner', null) }] });
    await write(delivery('new'), health('scanner', 'feed is stale'));
    await until(() => client.texts.length > 1 && alertsOf(client).length === 2, 'the new line');
    await write(delivery('last'));
    await until(() => alertsOf(client).length === 3, 'the last line');
    const told = feedsOf(client).flatMap(({ lines }) => lines.map(({ activity_id: id }) => id));
    expect(told.filter((id) => id.endsWith('~last~user-1~sms~sent~1'))).toHaveLength(1);
    expect(feedsOf(client).flatMap(({ health: parts }) => parts.map(({ entry }) => entry))).toContainEqual(health('scanner', 'feed is stale'));
  });

  test('more lines at once than an answer holds are told at once, each of them once', async () => {
    const { url, tokens, write } = await serve();
    await write(delivery('before'));
    const client = dial(`${url}/activity`, { protocols: ['tapewatch'], firstText: JSON.stringify({ token: tokens.issue('private') }) });
    await until(() => client.texts.length === 1, 'the beginning');
    const many = Array.from({ length: 3 * FEED_LINES }, (_, index) => delivery(`many-${index}`));
    await write(...many);
    await until(() => alertsOf(client).length === 1 + many.length, 'all of them');
    await write(delivery('last'));
    await until(() => alertsOf(client).length === 2 + many.length, 'the last line');
    // The beginning apart: what a page catches up with may reach it twice.
    const told = feedsOf(client).slice(1).flatMap(({ lines }) => lines.map(({ activity_id: id }) => id)).filter((id) => !id.includes('~before~'));
    expect(told).toHaveLength(1 + many.length);
  });

  test('a page that was cut goes on from where it was, and misses nothing', async () => {
    const { url, tokens, write } = await serve();
    const token = tokens.issue('private');
    const open = (sinceMs?: number): Dialled =>
      dial(`${url}/activity`, { protocols: ['tapewatch'], firstText: JSON.stringify({ token, ...(sinceMs === undefined ? {} : { since_ms: sinceMs }) }) });
    const first = open();
    await write(delivery('a'));
    await until(() => alertsOf(first).length === 1, 'a');
    const nextMs = feedsOf(first).at(-1)?.next_ms;
    first.socket.terminate();
    await write(delivery('b'), delivery('c'));
    const second = open(nextMs);
    await write(delivery('d'));
    await until(() => new Set([...alertsOf(first), ...alertsOf(second)]).size === 4, 'what was missed');
    expect([...new Set([...alertsOf(first), ...alertsOf(second)])].sort()).toEqual(keysOf(['a', 'b', 'c', 'd']));
  });

  test('CX.6: what was done for users is the operator\'s: no token, a vip\'s and a wrong one open nothing', async () => {
    const { url, tokens } = await serve();
    const attempts = [
      dial(`${url}/activity`), dial(`${url}/activity`, bearer(tokens.issue('vip'))), dial(`${url}/activity`, bearer('tw_private_aaaaaaaaaaaa_wrong')),
    ];
    await Promise.all(attempts.map((client) => until(() => client.status !== 0, 'a refusal')));
    expect(attempts.map(({ status }) => status)).toEqual([401, 401, 401]);
  });

  test('C2.25: a token that is revoked closes its page; a page that speaks is cut', async () => {
    const { url, tokens, server } = await serve();
    const [revoked, kept] = [tokens.issue('private'), tokens.issue('private')];
    const [gone, rude] = [dial(`${url}/activity`, bearer(revoked)), dial(`${url}/activity`, bearer(kept))];
    await until(() => gone.texts.length === 1 && rude.texts.length === 1, 'both served');
    rude.socket.send('{"op":"status"}');
    await until(() => rude.code === 1008, 'the rude one cut');
    await tokens.revoke(idOf(revoked), Date.now());
    await until(() => gone.code === 1008, 'the revoked one closed');
    expect(server.tally.cut).toMatchObject({ 'bad message': 1, 'token revoked': 1 });
  });

  describe('with a log that answers when the test says so', () => {
    const questions: { readonly sinceMs: number | undefined; readonly answer: (feed: ActivityFeed) => void }[] = [];
    const reader: ActivityReader = { read: (sinceMs) => new Promise((answer) => { questions.push({ sinceMs, answer }); }) };
    const feed = (next_ms: number, has_more = false): ActivityFeed =>
      ({ schema: ACTIVITY_FEED_SCHEMA, lines: [activityOf(next_ms, delivery(`at-${next_ms}`))], health: [], next_ms, has_more });
    const questionFrom = async (wantedMs: number) => {
      const isIt = ({ sinceMs }: { readonly sinceMs: number | undefined }): boolean => sinceMs === wantedMs;
      await until(() => questions.some(isIt), `a question from ${wantedMs} on`);
      return questions.splice(questions.findIndex(isIt), 1)[0]!;
    };
    const open = (url: string, token: string, sinceMs: number): Dialled =>
      dial(`${url}/activity`, { protocols: ['tapewatch'], firstText: JSON.stringify({ token, since_ms: sinceMs }) });

    beforeEach(() => { questions.length = 0; });
    const start = () => startServer({ activity: new ActivityTail({ reader, onProblem: (error) => { throw error; }, pollMs: 5 }) });

    test('news wait for a page that still catches up, so that wherever it is cut it goes on without a gap', async () => {
      const { url, tokens } = await start();
      const token = tokens.issue('private');
      const first = open(url, token, 100);
      (await questionFrom(100)).answer(feed(110));
      await until(() => first.texts.length === 1, 'the first page is served');
      const look = await questionFrom(110);
      const late = open(url, token, 10);
      const missed = await questionFrom(10);
      look.answer(feed(200));
      await until(() => first.texts.length === 2, 'the news');
      missed.answer(feed(20, true));
      await until(() => late.texts.length === 1, 'a part of what was missed');
      (await questionFrom(20)).answer(feed(30));
      await until(() => late.texts.length === 3, 'the rest and the news');
      expect(feedsOf(late).map(({ next_ms }) => next_ms)).toEqual([20, 30, 200]);
    });

    test('asks nothing more once the last page has gone, also where that goes while it asks', async () => {
      const { url, tokens, server } = await start();
      const client = open(url, tokens.issue('private'), 100);
      (await questionFrom(100)).answer(feed(110));
      const look = await questionFrom(110);
      client.socket.terminate();
      await until(() => server.status().clients === 0, 'the page has gone');
      look.answer(feed(200));
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(questions).toEqual([]);
    });
  });

  test('a page that missed more than one connection gives is sent to come again from where it is', async () => {
    let reads = 0;
    const reader: ActivityReader = {
      read: (sinceMs = 0) => {
        reads += 1;
        return Promise.resolve({ schema: ACTIVITY_FEED_SCHEMA, lines: [], health: [], next_ms: sinceMs + 1, has_more: true });
      },
    };
    const { url, tokens } = await startServer({ activity: new ActivityTail({ reader, onProblem: (error) => { throw error; } }) });
    const client = dial(`${url}/activity`, { protocols: ['tapewatch'], firstText: JSON.stringify({ token: tokens.issue('private'), since_ms: 5 }) });
    await until(() => client.code === 1013, 'the goodbye');
    expect(feedsOf(client).at(-1)?.next_ms).toBe(5 + reads);
  });

  test('a log that does not answer sends the page away to come again', async () => {
    const activity = new ActivityTail({ reader: { read: () => Promise.reject(new Error('no table')) }, onProblem: () => undefined });
    const { url, tokens } = await startServer({ activity });
    const client = dial(`${url}/activity`, bearer(tokens.issue('private')));
    await until(() => client.code === 1013, 'the goodbye');
  });
});
