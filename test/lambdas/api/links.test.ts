import { makeAlertStateStore } from '../../../adapters/aws/alert-state-store';
import { makeDeliveryStore } from '../../../adapters/aws/delivery-store';
import { linkKey, linkUrl, readLink } from '../../../adapters/links/link-url';
import { advance, queuedRow } from '../../../core/alerts/delivery/ledger';
import { grantsOf, LINK_LIFE_MS, type LinkGrant } from '../../../core/alerts/plan/links';
import { feedbackFactor } from '../../../core/alerts/plan/expected-value';
import { alertOf } from '../../../core/alerts/wording';
import { NO_ALERTS_YET } from '../../../core/contracts/alert-state';
import { LANGUAGES } from '../../../core/contracts/user';
import { makeLinkPages, type LinkPorts } from '../../../lambdas/api/links';
import { startEmulators, type Emulators } from '../../support/emulators';
import { makeKiller } from '../../support/faulty-ports';
import { SAMPLE_TIME_MS, sampleSignal } from '../../support/messages';
import { channelOf, userOf } from '../../support/users';

const KEY = linkKey('0123456789abcdef0123456789abcdef');
const USER = userOf({ language: 'en' });
const NOW_MS = SAMPLE_TIME_MS + 60_000;

describe('D-16: the pages of one-tap links', () => {
  let aws: Emulators;
  let runs = 0;
  beforeAll(async () => {
    aws = await startEmulators();
    await Promise.all([aws.createTable('states', 'user_id'), aws.createTable('alerts', 'alert_id'), aws.createTable('deliveries', 'delivery_id')]);
  });
  afterAll(() => aws.stop());

  /** An alert of its own for a user of his own, whose e-mail is out, and pages over the tables. */
  const scene = async (changes: Partial<LinkPorts> = {}, language: typeof USER.language = 'en') => {
    runs += 1;
    const user = { ...USER, user_id: `user-${runs}`, language };
    const alert = alertOf(sampleSignal({ signal_id: `alert-${runs}` }));
    const states = makeAlertStateStore({ client: aws.tables, tableName: 'states', alertsTable: 'alerts', deliveriesTable: 'deliveries' });
    const deliveries = makeDeliveryStore({ client: aws.tables, tableName: 'deliveries' });
    const key = { alert_id: alert.alert_id, user_id: user.user_id, channel_id: 'email' };
    const queued = queuedRow({ alertId: alert.alert_id, userId: user.user_id, channel: channelOf('email') }, NOW_MS);
    const planned = { schema: 'planned-alert.v1', user_id: user.user_id, alert, entry_price: 7.52, severity: 'normal', score: null, is_late: false,
      channels: [{ channel_id: 'email', kind: 'email' }], hold_reason: null, planned_time_ms: NOW_MS, is_enqueued: true } as const;
    await states.commit(user.user_id, { state: NO_ALERTS_YET, version: 0 }, [{ planned: { ...planned, channels: [...planned.channels] }, rows: [queued] }]);
    for (const event of [{ kind: 'claim', owner: 'a', leaseMs: 1 }, { kind: 'sent', owner: 'a', messageId: null, isLate: false }] as const) {
      const stored = (await deliveries.get(key))!;
      const answer = advance(stored.row, event, NOW_MS);
      if (answer.kind === 'changed') await deliveries.replace(stored, answer.row);
    }
    const ports: LinkPorts = {
      verify: (token) => readLink(KEY, token), users: { get: async (userId) => (userId === user.user_id ? user : undefined) }, states, deliveries,
      clock: { nowMs: () => NOW_MS }, nowMs: () => NOW_MS, pause: async () => undefined, ...changes,
    };
    const [useful, noise, snooze] = grantsOf({ userId: user.user_id, channelId: 'email', alert }) as [LinkGrant, LinkGrant, LinkGrant];
    const pathOf = (grant: LinkGrant, by = KEY): string => linkUrl(by, '', grant);
    const stateOf = async () => (await states.state(user.user_id)).state;
    const rowOf = async () => (await deliveries.get(key))?.row;
    return { ports, pages: makeLinkPages(ports), user, useful, noise, snooze, pathOf, stateOf, rowOf };
  };

  test('GET shows one button and changes nothing, however often a mail program follows it', async () => {
    const { pages, noise, pathOf, stateOf, rowOf } = await scene();
    const answers = await Promise.all(Array.from({ length: 5 }, () => pages({ method: 'GET', path: pathOf(noise) })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(answers[0]!.body).toContain('<form method="post"><button>The TAOUSDT alert was noise</button></form>');
    expect(await stateOf()).toEqual(NO_ALERTS_YET);
    expect(await rowOf()).toMatchObject({ state: 'sent' });
  });

  test('POST counts the verdict and marks the message read; the next plan weighs its type by it', async () => {
    const { pages, noise, useful, pathOf, stateOf, rowOf } = await scene();
    expect(await pages({ method: 'POST', path: pathOf(noise) })).toMatchObject({ status: 200, body: expect.stringContaining('will rank lower') as string });
    expect(feedbackFactor(await stateOf(), noise.opportunityType)).toBeLessThan(1);
    expect(await rowOf()).toMatchObject({ state: 'read', read_ms: NOW_MS });
    expect(await pages({ method: 'POST', path: pathOf(useful) })).toMatchObject({ status: 409 });
    expect(await pages({ method: 'GET', path: pathOf(noise) })).toMatchObject({ status: 409 });
  });

  test('a snooze silences the symbol for the user\'s time, in the user\'s words', async () => {
    const { pages, snooze, pathOf, stateOf } = await scene();
    expect((await pages({ method: 'GET', path: pathOf(snooze) })).body).toContain('Snooze TAOUSDT for 1 hr');
    expect((await pages({ method: 'POST', path: pathOf(snooze) })).body).toContain('No alerts of TAOUSDT for 1 hr.');
    expect((await stateOf()).snoozed_until).toEqual({ TAOUSDT: NOW_MS + 3_600_000 });
  });

  test('ten presses at the same moment are used once', async () => {
    const { pages, useful, pathOf, stateOf } = await scene();
    const answers = await Promise.all(Array.from({ length: 10 }, () => pages({ method: 'POST', path: pathOf(useful) })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409 || status === 503)).toHaveLength(9);
    expect((await stateOf()).feedback).toEqual({ [useful.opportunityType]: { useful: 1, noise: 0 } });
  });

  test('a state that a plan changes meanwhile is read anew: neither is lost', async () => {
    const { ports, useful, user, pathOf, stateOf } = await scene();
    let reads = 0;
    const state: LinkPorts['states']['state'] = async (userId) => {
      const read = await ports.states.state(userId);
      reads += 1;
      if (reads === 1) await ports.states.commit(userId, { ...read, state: { ...read.state, seen: ['other'] } }, []);
      return read;
    };
    expect((await makeLinkPages({ ...ports, states: { ...ports.states, state } })({ method: 'POST', path: pathOf(useful) })).status).toBe(200);
    expect(await stateOf()).toMatchObject({ seen: ['other'], feedback: { [useful.opportunityType]: { useful: 1 } } });
    expect(user.user_id).toBe(useful.userId);
  });

  test('expired after a week, to the millisecond, and then says so', async () => {
    const { ports, useful, pathOf, stateOf } = await scene();
    const at = (nowMs: number) => makeLinkPages({ ...ports, clock: { nowMs: () => nowMs } });
    const endMs = sampleSignal().valid_until_ms + LINK_LIFE_MS;
    expect((await at(endMs + 1)({ method: 'POST', path: pathOf(useful) })).status).toBe(410);
    expect((await at(endMs + 1)({ method: 'GET', path: pathOf(useful) })).status).toBe(410);
    expect(await stateOf()).toEqual(NO_ALERTS_YET);
    expect((await at(endMs)({ method: 'POST', path: pathOf(useful) })).status).toBe(200);
  });

  test.each(['GET', 'POST'] as const)('a forged one, another user\'s name, and any other path are refused alike by %s', async (method) => {
    const { pages, useful, pathOf, stateOf } = await scene();
    const paths = [pathOf(useful, linkKey('fedcba9876543210fedcba9876543210')), pathOf({ ...useful, userId: 'nobody' }), '/l/', '/l/x.y', '/l', '/', `${pathOf(useful)}A`];
    for (const path of paths) expect((await pages({ method, path })).status).toBe(403);
    expect(await stateOf()).toEqual(NO_ALERTS_YET);
  });

  test('E6: a hostile symbol is only text, and the page loads and runs nothing', async () => {
    const { pages, useful, snooze, pathOf } = await scene();
    const symbol = '<img src=x onerror=alert(1)>"\'&evil.com';
    for (const grant of [useful, snooze]) {
      const { body, headers } = await pages({ method: 'GET', path: pathOf({ ...grant, symbol }) });
      expect(body).not.toMatch(/<img|<script|style=|evil\.com/);
      expect(body).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
      expect(headers).toMatchObject({ 'content-security-policy': expect.stringContaining('default-src \'none\'') as string, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    }
  });

  test.each(LANGUAGES)('CX.8: in %s there is a button, an answer and a refusal', async (language) => {
    const { pages, noise, pathOf } = await scene({}, language);
    const asked = await pages({ method: 'GET', path: pathOf(noise) });
    const done = await pages({ method: 'POST', path: pathOf(noise) });
    const used = await pages({ method: 'POST', path: pathOf(noise) });
    expect([asked.status, done.status, used.status]).toEqual([200, 200, 409]);
    for (const { body } of [asked, done, used]) expect(body).toContain(`<html lang="${language}">`);
    expect(new Set([asked.body, done.body, used.body]).size).toBe(3);
  });

  describe.each(['before', 'after'] as const)('C2: killed %s', (moment) => {
    test.each([1, 2, 3, 4])('call %i: the second press ends what the first began, and the verdict counts once', async (n) => {
      const { ports, useful, pathOf, stateOf, rowOf } = await scene();
      const killer = makeKiller(n, moment);
      const dying = makeLinkPages({ ...ports, states: killer.port({ ...ports.states }), deliveries: killer.port({ ...ports.deliveries }) });
      await dying({ method: 'POST', path: pathOf(useful) }).catch(() => undefined);
      expect([200, 409]).toContain((await makeLinkPages(ports)({ method: 'POST', path: pathOf(useful) })).status);
      expect((await stateOf()).feedback).toEqual({ [useful.opportunityType]: { useful: 1, noise: 0 } });
      expect(await rowOf()).toMatchObject({ state: 'read' });
    });
  });
});
