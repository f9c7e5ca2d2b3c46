import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { makeDocumentClient } from '../../../adapters/aws/clients';
import { makeDeliveryStore } from '../../../adapters/aws/delivery-store';
import { makeLimitStore } from '../../../adapters/aws/limit-store';
import { makeStopList } from '../../../adapters/aws/stop-list';
import { makeUserStore, withDefaultUser } from '../../../adapters/aws/user-store';
import { makeAlertStateStore } from '../../../adapters/aws/alert-state-store';
import { queuedRow } from '../../../core/alerts/delivery/ledger';
import { rateLimitsOf } from '../../../core/alerts/delivery/rate-limits';
import { defaultUser } from '../../../core/alerts/default-user';
import { alertOf } from '../../../core/alerts/wording';
import { NO_ALERTS_YET } from '../../../core/contracts/alert-state';
import { PLANNED_ALERT_SCHEMA, type PlannedAlert } from '../../../core/contracts/planned-alert';
import { startChaosProxy, type ChaosProxy } from '../../support/chaos-proxy';
import { atPort, startEmulators, type Emulators } from '../../support/emulators';
import { sampleSignal } from '../../support/messages';
import { channelOf, userOf } from '../../support/users';

describe('the stores of users, plans and deliveries', () => {
  let aws: Emulators;
  let proxy: ChaosProxy;
  let client: ReturnType<typeof makeDocumentClient>;
  beforeAll(async () => {
    aws = await startEmulators();
    proxy = await startChaosProxy(aws.tablePort);
    client = makeDocumentClient(atPort(proxy.port));
    await Promise.all([aws.createTable('users', 'user_id'), aws.createTable('states', 'user_id'), aws.createTable('alerts', 'alert_id'), aws.createTable('deliveries', 'delivery_id')]);
  });
  beforeEach(() => { proxy.setPlan(() => undefined); });
  afterAll(async () => {
    client.destroy();
    await proxy.close();
    await aws.stop();
  });

  test('the default user is there until somebody is added, and not after all have gone', async () => {
    const store = makeUserStore({ client, tableName: 'users' });
    const known = withDefaultUser(store, defaultUser({ perDay: 12, perHour: 4 }));
    expect((await known.all()).map(({ user_id }) => user_id)).toEqual(['local']);
    expect((await known.get('local'))?.channels.map(({ kind }) => kind)).toEqual(['email']);
    await store.put(userOf());
    expect(await known.all()).toEqual([userOf()]);
    expect(await known.get('local')).toBeUndefined();
    expect(await store.remove('user-1')).toBe(true);
    expect(await store.remove('user-1')).toBe(false);
    expect(await known.all()).toEqual([]);
  });

  test('a channel that is stopped stays so, and a yes that comes later revives nothing', async () => {
    const store = makeUserStore({ client, tableName: 'users' });
    await store.put(userOf({ channels: [channelOf('sms'), channelOf('push')] }));
    expect(await store.changeChannel('user-1', 'push', { kind: 'stop', reason: 'endpoint disabled' }, 5)).toBe(true);
    expect(await store.changeChannel('user-1', 'push', { kind: 'confirm', optIn: { time_ms: 6, text: 'yes' } }, 6)).toBe(false);
    expect(await store.changeChannel('user-1', 'none', { kind: 'stop', reason: 'x' }, 7)).toBe(false);
    expect((await store.get('user-1'))?.channels.map(({ state, state_reason }) => [state, state_reason])).toEqual([['confirmed', null], ['stopped', 'endpoint disabled']]);
  });

  test('settings that were read before a STOP came do not revive the address; a younger consent does', async () => {
    const store = makeUserStore({ client, tableName: 'users' });
    const old = userOf({ user_id: 'user-3', channels: [channelOf('sms'), channelOf('email')] });
    expect(await store.put(old, 'new')).toEqual(old);
    await store.changeChannel('user-3', 'sms', { kind: 'stop', reason: 'STOP' }, 5_000);
    expect(await store.put({ ...old, language: 'en' }, 'known')).toMatchObject({ language: 'en', channels: [{ state: 'stopped', state_reason: 'STOP' }, { state: 'confirmed' }] });
    expect((await store.put({ ...old, channels: [channelOf('sms', { channel_id: 'again' })] }))?.channels).toMatchObject([{ channel_id: 'again', state: 'stopped' }]);
    expect((await store.put({ ...old, channels: [channelOf('sms', { opt_in: { time_ms: 5_001, text: 'YES' } })] }))?.channels).toMatchObject([{ state: 'confirmed' }]);
    await store.remove('user-3');
  });

  test('a STOP between reading and writing is kept, also when the answer to a write is lost', async () => {
    const store = makeUserStore({ client, tableName: 'users' });
    const user = userOf({ user_id: 'user-4', channels: [channelOf('sms')] });
    await store.put(user);
    await Promise.all([
      ...Array.from({ length: 3 }, () => store.put({ ...user, language: 'ru' }, 'known')), store.changeChannel('user-4', 'sms', { kind: 'stop', reason: 'STOP' }, 5_000),
    ].map((change) => change.catch(() => undefined)));
    await store.changeChannel('user-4', 'sms', { kind: 'stop', reason: 'STOP' }, 5_000);
    proxy.setPlan((operation, nth) => (operation === 'PutItem' && nth % 2 === 1 ? 'lose-ack' : undefined));
    expect(await store.put({ ...user, language: 'en' })).toMatchObject({ language: 'en', channels: [{ state: 'stopped' }] });
    expect(await store.get('user-4')).toMatchObject({ language: 'en', channels: [{ state: 'stopped' }] });
    await store.remove('user-4');
  });

  test('an address that said no is remembered when its channel or its user goes, until its owner agrees anew', async () => {
    const store = makeUserStore({ client, tableName: 'users' });
    const discord = channelOf('discord', { address: 'https://discord.com/api/webhooks/7/said-no' });
    const user = userOf({ user_id: 'user-7', channels: [discord, channelOf('slack')] });
    const stateOf = (stored: Awaited<ReturnType<typeof store.put>>): string | undefined => stored?.channels.find(({ kind }) => kind === 'discord')?.state;
    await store.put(user);
    await store.changeChannel('user-7', 'discord', { kind: 'stop', reason: 'gone' }, 5_000);
    await store.put({ ...user, channels: [channelOf('slack')] });
    expect(stateOf(await store.put(user))).toBe('stopped');
    await store.remove('user-7');
    expect(stateOf(await store.put(user))).toBe('stopped');
    expect(stateOf(await store.put({ ...user, user_id: 'user-8' }))).toBe('stopped');
    expect(await store.changeChannel('user-7', 'discord', { kind: 'ask-again' }, 6_000)).toBe(true);
    expect(await store.changeChannel('user-7', 'discord', { kind: 'confirm', optIn: { time_ms: 6_500, text: 'yes' } }, 6_500)).toBe(true);
    expect(stateOf(await store.put((await store.get('user-7'))!))).toBe('confirmed');
    await Promise.all([store.remove('user-7'), store.remove('user-8')]);
  });

  test('E3: an address that said no by one channel is forbidden to all others, until one of them has a younger consent', async () => {
    const [store, stops] = [makeUserStore({ client, tableName: 'users' }), makeStopList({ client, tableName: 'users' })];
    const push = (changes: Parameters<typeof channelOf>[1] = {}) => channelOf('push', { address: 'arn:aws:sns:ap-northeast-2:000000000000:endpoint/GCM/tapewatch/shared', ...changes });
    const [mine, other] = [push({ channel_id: 'mine' }), push({ channel_id: 'other' })];
    await store.put(userOf({ user_id: 'user-11', channels: [mine] }));
    expect(await stops.forbids(other)).toBe(false);
    await store.changeChannel('user-11', 'mine', { kind: 'stop', reason: 'STOP' }, 5_000);
    expect(await stops.forbids(other)).toBe(true);
    expect(await stops.forbids({ ...other, opt_in: null })).toBe(true);
    await store.changeChannel('user-11', 'mine', { kind: 'ask-again' }, 6_000);
    expect(await stops.forbids(other)).toBe(true);
    await store.changeChannel('user-11', 'mine', { kind: 'confirm', optIn: { time_ms: 6_500, text: 'yes' } }, 6_500);
    expect(await stops.forbids((await store.get('user-11'))!.channels[0]!)).toBe(false);
    expect(await stops.forbids(other)).toBe(true);
    await store.changeChannel('user-11', 'mine', { kind: 'stop', reason: 'STOP again' }, 7_000);
    expect((await store.put(userOf({ user_id: 'user-11', channels: [mine] })))?.channels).toMatchObject([{ state: 'stopped', state_reason: 'STOP again' }]);
    await store.remove('user-11');
  });

  test('only a new user is added, only a known one set', async () => {
    const store = makeUserStore({ client, tableName: 'users' });
    expect(await store.put(userOf({ user_id: 'user-5' }), 'known')).toBeUndefined();
    expect(await store.put(userOf({ user_id: 'user-5' }), 'new')).toBeDefined();
    expect(await store.put(userOf({ user_id: 'user-5', language: 'ru' }), 'new')).toBeUndefined();
    expect((await store.get('user-5'))?.language).toBe('ko');
    await store.remove('user-5');
  });

  test('a user who is added and removed at one moment is either there and listed, or gone', async () => {
    const store = makeUserStore({ client, tableName: 'users' });
    const user = userOf({ user_id: 'user-6' });
    for (let round = 0; round < 30; round += 1) {
      await Promise.all([store.put(user), store.remove('user-6')]);
      const isStored = await store.get('user-6') !== undefined;
      expect((await store.list())?.some(({ user_id }) => user_id === 'user-6')).toBe(isStored);
      await store.remove('user-6');
    }
  });

  describe('S3.19: a user whom this version cannot read', () => {
    const broken = { ...userOf({ user_id: 'user-9' }), time_zone: 'Mars/Olympus' };
    const writeBroken = (more: object = {}) => client.send(new PutCommand({ TableName: 'users', Item: { ...broken, ...more } }));
    const withBroken = async (onUnreadable?: (userId: string, error: Error) => void) => {
      const store = makeUserStore({ client, tableName: 'users', onUnreadable });
      await Promise.all([store.put(userOf({ user_id: 'user-9' })), store.put(userOf({ user_id: 'user-10' }))]);
      await writeBroken({ revision: 'r' });
      return store;
    };

    test('stops nobody else\'s alerts, and is told of', async () => {
      const told: string[] = [];
      const store = await withBroken((userId, { message }) => { told.push(`${userId} ${message}`); });
      expect((await store.list())?.map(({ user_id }) => user_id).filter((id) => id !== 'user-1')).toEqual(['user-10']);
      expect(told).toEqual(['user-9 user.v1: field "time_zone" is "Mars/Olympus": expected an IANA time zone such as Asia/Seoul']);
      await expect(store.get('user-9')).rejects.toThrow('time_zone');
    });

    test('can be removed, and written over; an address that said no stays stopped', async () => {
      const store = await withBroken();
      await store.changeChannel('user-10', 'sms', { kind: 'stop', reason: 'STOP' }, 5_000);
      expect(await store.put(userOf({ user_id: 'user-9' }), 'new')).toBeUndefined();
      expect(await store.put(userOf({ user_id: 'user-9' }), 'known')).toMatchObject({ channels: [{ state: 'confirmed' }, { state: 'stopped' }] });
      await writeBroken();
      expect(await store.put(userOf({ user_id: 'user-9' }))).toMatchObject({ time_zone: 'UTC' });
      await writeBroken();
      expect(await store.remove('user-9')).toBe(true);
      expect(await store.get('user-9')).toBeUndefined();
      await store.remove('user-10');
    });
  });

  const alert = alertOf(sampleSignal());
  const planned: PlannedAlert = {
    schema: PLANNED_ALERT_SCHEMA, user_id: 'user-1', alert, entry_price: 7.52, severity: 'normal', score: null, is_late: false,
    channels: [{ channel_id: 'email', kind: 'email' }], hold_reason: null, planned_time_ms: 1, is_enqueued: false,
  };
  const row = queuedRow({ alertId: alert.alert_id, userId: 'user-1', channel: channelOf('email') }, 1);

  test('X3: a plan is committed once, over the version that was read alone, also when the first answer is lost', async () => {
    const store = makeAlertStateStore({ client, tableName: 'states', alertsTable: 'alerts', deliveriesTable: 'deliveries' });
    proxy.setPlan((operation, nth) => (operation === 'TransactWriteItems' && nth === 1 ? 'lose-ack' : undefined));
    expect(await store.commit('user-1', { state: NO_ALERTS_YET, version: 0 }, [{ planned, rows: [row] }])).toEqual({ kind: 'committed' });
    expect(await store.state('user-1')).toEqual({ state: NO_ALERTS_YET, version: 1 });
    expect(await store.commit('user-1', { state: NO_ALERTS_YET, version: 1 }, [{ planned, rows: [row] }])).toEqual({ kind: 'planned-before', alertIds: [alert.alert_id] });
    expect(await store.commit('user-1', { state: NO_ALERTS_YET, version: 0 }, [])).toEqual({ kind: 'stale' });
    expect(await store.planned('user-1', alert.alert_id)).toEqual(planned);
    await store.markEnqueued('user-1', alert.alert_id);
    expect(await store.planned('user-1', alert.alert_id)).toEqual({ ...planned, is_enqueued: true });
    expect(await store.planned('user-1', 'none')).toBeUndefined();
  });

  test('X3: a row is replaced over what was read alone, also when the first answer is lost', async () => {
    const store = makeDeliveryStore({ client, tableName: 'deliveries' });
    const before = (await store.get(row))!;
    proxy.setPlan((operation, nth) => (operation === 'PutItem' && nth % 2 === 1 ? 'lose-ack' : undefined));
    const after = await store.replace(before, { ...row, attempts: 1 });
    expect(after).toEqual({ row: { ...row, attempts: 1 }, revision: before.revision + 1 });
    expect(await store.replace(before, { ...row, attempts: 9 })).toBeUndefined();
    expect(await store.get(row)).toEqual(after);
  });

  test('rates and money are shared: ten takers at one moment get what one would, and no key shows an address', async () => {
    const store = makeLimitStore({ client, tableName: 'deliveries', random: () => 0 });
    const limits = rateLimitsOf(channelOf('discord'));
    const waits = await Promise.all(Array.from({ length: 5 }, () => store.takeRate(limits, 1_000)));
    expect(waits.filter((waitMs) => waitMs === 0).length).toBeLessThanOrEqual(3);
    expect(await store.takeRate([], 1_000)).toBe(0);
    const limit = { monthlyUsd: 0.1, segmentUsd: 0.05 };
    expect((await store.takeSmsSpend(limit, 1, 1_000)).kind).toBe('granted');
    expect(await store.isSmsSpent(limit, 1_000)).toBe(false);
    expect((await store.takeSmsSpend(limit, 1, 1_000)).kind).toBe('granted');
    expect((await store.takeSmsSpend(limit, 1, 1_000)).kind).toBe('refused');
    expect(await store.isSmsSpent(limit, 1_000)).toBe(true);
    expect(JSON.stringify((await aws.itemsIn('deliveries')).map(({ delivery_id }) => delivery_id))).not.toContain('discord.com');
  });
});
