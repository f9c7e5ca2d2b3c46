import { makeActivityLog } from '../../../adapters/aws/activity-log';
import { makeAlertStateStore } from '../../../adapters/aws/alert-state-store';
import { makeDecisionStore } from '../../../adapters/aws/decision-store';
import { makeOutcomeStore } from '../../../adapters/aws/outcome-store';
import { makeTokenStore } from '../../../adapters/aws/token-store';
import { makeUserStore } from '../../../adapters/aws/user-store';
import { issueToken } from '../../../adapters/stream-tokens/token-text';
import { alertDeliveries } from '../../../core/alerts/delivery/deliveries';
import { planAlert } from '../../../core/alerts/plan/plan';
import { alertOf } from '../../../core/alerts/wording';
import { parseActivityFeed } from '../../../core/contracts/activity-feed';
import { NO_ALERTS_YET } from '../../../core/contracts/alert-state';
import { parseOpportunityDetail } from '../../../core/contracts/opportunity-detail';
import { PLANNED_ALERT_SCHEMA } from '../../../core/contracts/planned-alert';
import { parseQueuePage } from '../../../core/contracts/queue-page';
import { parseTrackPage } from '../../../core/contracts/track-page';
import { parseUserChanged, parseUserPage } from '../../../core/contracts/user-page';
import { outcomeOf } from '../../../core/outcomes/outcome';
import type { HttpEvent } from '../../../lambdas/api/http';
import { startEmulators, type Emulators } from '../../support/emulators';
import { sampleAftermath, sampleOpportunity, sampleSignal } from '../../support/messages';
import { ADDRESSES, channelOf, userOf } from '../../support/users';

type Answer = { statusCode: number; headers: Record<string, string>; body: string };
type Call = (event: HttpEvent) => Promise<Answer>;

/** Of today, so that its day is among the last ones. */
const now = Date.now();
const signal = sampleSignal({ exchange_time_ms: now - 7_200_000, received_time_ms: now - 7_199_980, emitted_time_ms: now - 7_199_978, decided_time_ms: now - 7_199_950, valid_until_ms: now + 600_000 });
const user = userOf({ channels: [channelOf('email'), channelOf('sms', { state: 'stopped' }), channelOf('webhook')] });

describe('the HTTP API', () => {
  let aws: Emulators;
  let handler: Call;
  let operator: string;
  let viewer: string;
  const before = { ...process.env };

  const ask = async (method: string, path: string, { token = operator, query = '', body }: { token?: string | null; query?: string; body?: unknown } = {}) => {
    const answer = await handler({
      rawPath: path, rawQueryString: query, requestContext: { http: { method } }, headers: token === null ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: answer.statusCode, headers: answer.headers, value: JSON.parse(answer.body) as { error?: string } };
  };

  /** What the other functions leave behind of one opportunity. */
  const leaveTraces = async (): Promise<void> => {
    const client = aws.tables;
    const decisions = makeDecisionStore({ client, tableName: 'signals' });
    await decisions.decideOnce(signal, 'me', sampleOpportunity().bars);
    const outcomes = makeOutcomeStore({ client, tableName: 'outcomes', precisionTableName: 'precision' });
    await outcomes.addSignal(signal);
    for (const horizon of [1, 15] as const) {
      const aftermath = sampleAftermath(signal, horizon);
      await outcomes.addAftermath(aftermath);
      await outcomes.countOnce(outcomeOf(aftermath, signal));
    }
    await makeUserStore({ client, tableName: 'users' }).put(user);
    const plan = planAlert({ signal, user, state: NO_ALERTS_YET, nowMs: now, records: {} });
    if (plan.kind === 'none') throw new Error(plan.reason);
    const alert = alertOf(signal);
    const { rows } = alertDeliveries(plan, alert, signal.entry_price, user.user_id, now);
    const planned = {
      schema: PLANNED_ALERT_SCHEMA, user_id: user.user_id, alert, entry_price: signal.entry_price, severity: 'normal', score: null, is_late: false,
      channels: [{ channel_id: 'email', kind: 'email' }], hold_reason: null, planned_time_ms: now, is_enqueued: true,
    } as const;
    const answer = await makeAlertStateStore({ client, tableName: 'alert-states', alertsTable: 'alerts', deliveriesTable: 'deliveries' })
      .commit(user.user_id, { state: plan.state, version: 0 }, [{ planned: { ...planned, channels: [...planned.channels] }, rows }]);
    if (answer.kind !== 'committed') throw new Error(answer.kind);
    const log = makeActivityLog({ client, tableName: 'activity', onProblem: (error) => { throw error; } });
    log.note({ kind: 'health', component: 'scanner', status: 'ok', reason: null, figures: {} });
    await log.flush();
  };

  beforeAll(async () => {
    aws = await startEmulators();
    const [queue, dead] = await Promise.all([aws.createQueue('opportunity-queue'), aws.createQueue('opportunity-queue-dlq')]);
    await Promise.all([
      aws.createTable('users', 'user_id'), aws.createTable('alert-states', 'user_id'), aws.createTable('deliveries', 'delivery_id'), aws.createTable('signals', 'signal_id'),
      aws.createTable('alerts', 'alert_id'), aws.createTable('outcomes', 'opportunity_id'), aws.createTable('precision', 'id'), aws.createTable('activity', 'bucket_id', 'line_id'),
      aws.createTable('tokens', 'token_id'),
    ]);
    Object.assign(process.env, {
      AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_SQS: `http://127.0.0.1:${aws.queuePort}`, AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${aws.tablePort}`,
      SIGNALS_TABLE: 'signals', ALERTS_TABLE: 'alerts', USERS_TABLE: 'users', ALERT_STATES_TABLE: 'alert-states', DELIVERIES_TABLE: 'deliveries', OUTCOMES_TABLE: 'outcomes',
      PRECISION_TABLE: 'precision', ACTIVITY_TABLE: 'activity', STREAM_TOKENS_TABLE: 'tokens',
      QUEUES: JSON.stringify([{ name: 'opportunity-queue', url: queue, deadLetterUrl: dead }]),
      CHANNEL_SECRETS_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:channels', LOCAL_CHANNEL_SECRETS: JSON.stringify({ webhook_key: 'k'.repeat(32), telegram_bot_token: '' }),
    });
    jest.isolateModules(() => { ({ handler } = jest.requireActual<{ handler: Call }>('../../../lambdas/api/index')); });
    const store = makeTokenStore({ client: aws.tables, tableName: 'tokens' });
    const [forOperator, forViewer] = (['private', 'vip'] as const).map((tier) => issueToken({ tier, label: 'test', days: 1 }, now));
    await Promise.all([store.put(forOperator!.stored), store.put(forViewer!.stored)]);
    [operator, viewer] = [forOperator!.text, forViewer!.text];
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    await leaveTraces();
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    process.env = before;
    await aws.stop();
  });

  test('one opportunity: why, what was decided, who was told, what followed, how fast and for how much', async () => {
    const { status, headers, value } = await ask('GET', `/api/opportunities/${encodeURIComponent(signal.signal_id)}`);
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    const detail = parseOpportunityDetail(value);
    expect(detail.signal).toEqual(signal);
    expect(detail.bars).toEqual(sampleOpportunity().bars);
    expect(detail.aftermaths.map(({ horizon_minutes, bars }) => [horizon_minutes, bars.length])).toEqual([[1, 1], [15, 15]]);
    expect(detail.outcomes.map(({ horizon_minutes, status: how }) => [horizon_minutes, how])).toEqual([[1, 'complete'], [15, 'complete']]);
    expect(detail.deliveries.map(({ channel_id, state }) => `${channel_id} ${state}`).sort()).toEqual(['email queued', 'sms held', 'webhook queued']);
    expect(detail.hops.map(({ name, ms }) => [name, ms])).toEqual([['exchange-received', 20], ['received-queued', 2], ['queued-handled', 28]]);
    expect(detail.track).toMatchObject({ min_outcomes: 30, rows: [{ dimension: 'symbol', group: signal.symbol, n: 1, has_enough_data: false }] });
    expect(detail.cost?.usd).toBeGreaterThan(0);
    expect(JSON.stringify(value)).not.toContain(ADDRESSES.email);
  });

  test('the log, the queues and the track record are what the page reads', async () => {
    expect(parseActivityFeed((await ask('GET', '/api/activity')).value).health.map(({ entry }) => entry)).toMatchObject([{ component: 'scanner', status: 'ok' }]);
    expect(parseQueuePage((await ask('GET', '/api/queues')).value).queues).toEqual([{ name: 'opportunity-queue', waiting: 0, in_flight: 0, delayed: 0, dead_letters: 0 }]);
    const { rows, min_outcomes: least } = parseTrackPage((await ask('GET', '/api/track', { query: 'market=live' })).value);
    const row = rows.find(({ dimension, horizon_minutes }) => dimension === 'all' && horizon_minutes === 15);
    expect(row).toMatchObject({ type: signal.opportunity_type, decision: 'accepted', n: 1, has_enough_data: false, coverage: 1, hit_rate: 1, lift: null });
    expect(row!.hit_interval!.low).toBeLessThan(0.5);
    expect(least).toBe(30);
    expect([...new Set(rows.map(({ dimension }) => dimension))]).toEqual(['all', 'confidence', 'session', 'week']);
    const ofSymbol = parseTrackPage((await ask('GET', '/api/track', { query: 'market=live&symbol=TAOUSDT' })).value);
    expect(ofSymbol.rows).toMatchObject([{ type: signal.opportunity_type, dimension: 'symbol', group: 'TAOUSDT', n: 1 }]);
    expect(parseTrackPage((await ask('GET', '/api/track', { query: 'market=live&settings=abc' })).value).rows).toEqual([]);
  });

  test('CX.6: without the operator\'s token nothing is told, whatever the path', async () => {
    for (const token of [null, viewer, 'tw_private_aaaaaaaaaaaa_wrong', operator.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))]) {
      for (const [method, path] of [['GET', '/api/activity'], ['GET', '/api/users'], ['GET', '/api/nothing'], ['PUT', '/api/users/user-1'], ['DELETE', '/api/users/user-1']] as const) {
        const { status, value } = await ask(method, path, { token });
        expect([status, value.error]).toEqual([401, expect.stringContaining('a token of the private tier is needed')]);
      }
    }
  });

  test('what is wrong is said: field, value and what was expected', async () => {
    expect(await ask('GET', '/api/activity', { query: 'since_ms=yesterday' })).toMatchObject({ status: 400, value: { error: 'query parameter "since_ms" is "yesterday": expected epoch milliseconds' } });
    expect(await ask('GET', '/api/track')).toMatchObject({ status: 400, value: { error: 'query parameter "market" is "": expected live, simulated, replay' } });
    const track = async (query: string) => (await ask('GET', '/api/track', { query: `market=live&${query}` })).value.error;
    expect(await track('symbol=tao%23')).toBe('query parameter "symbol" is "tao#": expected 1 to 32 of A-Z 0-9 . _ -');
    expect(await track('settings=a%23b')).toBe('query parameter "settings" is "a#b": expected 1 to 100 of A-Z a-z 0-9 . _ : -');
    expect(await track('settings=a&symbol=B')).toBe('query parameters "symbol" and "settings" are both given: expected one of them');
    expect(await ask('GET', '/api/opportunities/none')).toMatchObject({ status: 404 });
    expect(await ask('GET', '/api/opportunities/%E0%A4%A')).toMatchObject({ status: 400, value: { error: expect.stringContaining('not properly encoded') as string } });
    expect(await ask('POST', '/api/activity')).toMatchObject({ status: 404 });
    for (const path of ['/api/opportunities/', '/api/users//channels/email/mute']) expect(await ask(path.includes('mute') ? 'POST' : 'GET', path)).toMatchObject({ status: 404 });
    expect(await ask('PUT', '/api/users/ann', { body: 'no json' })).toMatchObject({ status: 400, value: { error: 'message is not JSON: found "no json", expected one JSON object' } });
    expect(await ask('PUT', '/api/users/ann', { body: { ...user, user_id: 'ann', language: 'xx' } })).toMatchObject({ status: 400, value: { error: expect.stringContaining('language') as string } });
    const [channel] = user.channels;
    const twice = [channel, { ...channel, channel_id: 'second' }];
    expect(await ask('PUT', '/api/users/ann', { body: { ...user, user_id: 'ann', channels: twice } })).toMatchObject({ status: 400, value: { error: expect.stringContaining('at most one e-mail channel') as string } });
    const early = [{ ...channel, opt_in: { time_ms: Date.now() + 600_000, text: 'yes' } }];
    expect(await ask('PUT', '/api/users/ann', { body: { ...user, user_id: 'ann', channels: early } })).toMatchObject({ status: 400, value: { error: expect.stringContaining('channels.0.opt_in.time_ms') as string } });
    expect(await ask('PUT', '/api/users/ann', { body: { ...user, user_id: 'bob' } })).toMatchObject({ status: 400, value: { error: 'field "user_id" is "bob": expected "ann", as in the path' } });
    expect(await ask('PUT', '/api/users/ann', { body: 'x'.repeat(70_000) })).toMatchObject({ status: 413 });
  });

  test('a user is stored, muted, unmuted and removed; addresses go in and never out', async () => {
    const ann = { ...user, user_id: 'ann' };
    expect((await ask('PUT', '/api/users/ann', { body: ann })).status).toBe(200);
    const { users } = parseUserPage((await ask('GET', '/api/users')).value);
    expect(users.map(({ user_id }) => user_id)).toEqual(['ann', 'user-1']);
    expect(JSON.stringify(users)).not.toContain(ADDRESSES.email);
    const stateAfter = async (verb: string, channelId: string): Promise<string | undefined> => {
      const { status, value } = await ask('POST', `/api/users/ann/channels/${channelId}/${verb}`);
      return status === 200 ? parseUserChanged(value).user.channels.find(({ channel_id }) => channel_id === channelId)?.state : `${status}`;
    };
    expect(await stateAfter('mute', 'email')).toBe('muted');
    expect(await stateAfter('unmute', 'email')).toBe('confirmed');
    expect(await stateAfter('unmute', 'sms')).toBe('409');
    const states = makeAlertStateStore({ client: aws.tables, tableName: 'alert-states', alertsTable: 'alerts', deliveriesTable: 'deliveries' });
    await states.commit('ann', { state: NO_ALERTS_YET, version: 0 }, []);
    expect((await ask('DELETE', '/api/users/ann')).status).toBe(200);
    expect((await states.state('ann')).version).toBe(0);
    expect((await ask('DELETE', '/api/users/ann')).status).toBe(404);
    expect((await ask('POST', '/api/users/ann/channels/email/mute')).status).toBe(404);
  });

  test('a link that nobody signed opens nothing and needs no token to be told so', async () => {
    const answer = await handler({ rawPath: '/l/forged.token', requestContext: { http: { method: 'POST' } } });
    expect(answer).toMatchObject({ statusCode: 403, headers: { 'content-type': 'text/html; charset=utf-8' } });
  });

  /** The function as it starts where a variable is another. */
  const startedWith = (name: string, value: string): Call => {
    const [given, loaded] = [process.env[name], {} as { handler: Call }];
    process.env[name] = value;
    jest.isolateModules(() => { Object.assign(loaded, jest.requireActual<{ handler: Call }>('../../../lambdas/api/index')); });
    if (given === undefined) delete process.env[name];
    else process.env[name] = given;
    return loaded.handler;
  };

  test('CX.6: where reads are open, that is all that is: what changes something needs the token', async () => {
    const opened = startedWith('LOCAL_OPEN_READS', 'yes');
    const status = async (method: string, path: string): Promise<number> => (await opened({ rawPath: path, requestContext: { http: { method } } })).statusCode;
    expect(await status('GET', '/api/users')).toBe(200);
    for (const [method, path] of [['POST', '/api/users/user-1/channels/email/mute'], ['PUT', '/api/users/user-1'], ['DELETE', '/api/users/user-1'], ['HEAD', '/api/users']] as const) {
      expect(await status(method, path)).toBe(401);
    }
    expect(await startedWith('LOCAL_OPEN_READS', 'no')({ rawPath: '/api/users', requestContext: { http: { method: 'GET' } } })).toMatchObject({ statusCode: 401 });
  });

  test('a table that does not answer is no word to the caller', async () => {
    const { statusCode, body } = await startedWith('ACTIVITY_TABLE', 'nowhere')({ rawPath: '/api/activity', requestContext: { http: { method: 'GET' } }, headers: { authorization: `Bearer ${operator}` } });
    expect([statusCode, body]).toEqual([503, '{"error":"the request could not be answered now: try again"}']);
  });
});
