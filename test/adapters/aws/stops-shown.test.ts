import { makeDocumentClient } from '../../../adapters/aws/clients';
import { makeStopList } from '../../../adapters/aws/stop-list';
import { withStopsShown } from '../../../adapters/aws/stops-shown';
import { makeUserStore } from '../../../adapters/aws/user-store';
import { atPort, startEmulators, type Emulators } from '../../support/emulators';
import { channelOf, userOf } from '../../support/users';

const MONTH_MS = 30 * 86_400_000;

describe('the users as they can be reached', () => {
  let aws: Emulators;
  beforeAll(async () => {
    aws = await startEmulators();
    await aws.createTable('users', 'user_id');
  });
  afterAll(async () => { await aws.stop(); });

  test('E3: an address that said no as one user\'s is stopped as another\'s, unless it agreed there later', async () => {
    const table = { client: makeDocumentClient(atPort(aws.tablePort)), tableName: 'users' };
    const store = makeUserStore(table);
    const users = withStopsShown(store, makeStopList(table));
    expect([await users.list(), await users.get('kim')]).toEqual([undefined, undefined]);
    const agreed = (timeMs: number) => [channelOf('sms', { opt_in: { time_ms: timeMs, text: 'YES' } }), channelOf('webhook')];
    for (const [user_id, timeMs] of [['kim', 1_000], ['lee', 2_000], ['park', 6_000]] as const) await store.put(userOf({ user_id, channels: agreed(timeMs) }));
    await users.changeChannel('kim', 'sms', { kind: 'stop', reason: 'STOP' }, 5_000);
    const states = (await users.list())!.map(({ user_id, channels }) => [user_id, ...channels.map(({ state }) => state)]);
    expect(states).toEqual([['kim', 'stopped', 'confirmed'], ['lee', 'stopped', 'confirmed'], ['park', 'confirmed', 'confirmed']]);
    expect((await users.get('lee'))?.channels[0]).toMatchObject({ state: 'stopped', state_time_ms: 5_000, state_reason: 'STOP' });
    expect((await store.get('lee'))?.channels[0]).toMatchObject({ state: 'confirmed' });
    // Asking one of them again frees no other, as for senders.
    await users.changeChannel('kim', 'sms', { kind: 'ask-again' }, 5_000 + MONTH_MS);
    expect((await users.list())!.map(({ channels }) => channels[0]!.state)).toEqual(['pending', 'stopped', 'confirmed']);
  });

  test('E3: out of that leads only asking its owner again, and not before a number may be asked', async () => {
    const table = { client: makeDocumentClient(atPort(aws.tablePort)), tableName: 'users' };
    const store = makeUserStore(table);
    const sms = (state: 'confirmed' | 'pending') => channelOf('sms', { address: '+821000000009', state });
    for (const [user_id, state] of [['choi', 'confirmed'], ['han', 'confirmed'], ['yoon', 'pending']] as const) await store.put(userOf({ user_id, channels: [sms(state)] }));
    await store.changeChannel('choi', 'sms', { kind: 'stop', reason: 'STOP' }, 5_000);
    const yes = { kind: 'confirm', optIn: { time_ms: 6_000, text: 'YES' } } as const;
    for (const userId of ['han', 'yoon']) {
      expect(await store.changeChannel(userId, 'sms', yes, 6_000)).toBe(false);
      expect(await store.changeChannel(userId, 'sms', { kind: 'mute', reason: 'on the page' }, 6_000)).toBe(false);
      expect(await store.changeChannel(userId, 'sms', { kind: 'ask-again' }, 6_000)).toBe(false);
    }
    expect(await store.changeChannel('yoon', 'sms', { kind: 'stop', reason: 'STOP again' }, 5_500)).toBe(true);
    expect((await store.get('yoon'))?.channels[0]).toMatchObject({ state: 'stopped', state_time_ms: 5_500, state_reason: 'STOP again' });
    expect(await store.changeChannel('han', 'sms', { kind: 'ask-again' }, 5_499 + MONTH_MS)).toBe(false);
    expect(await store.changeChannel('han', 'sms', { kind: 'ask-again' }, 5_500 + MONTH_MS)).toBe(true);
    expect(await store.changeChannel('han', 'sms', { kind: 'confirm', optIn: { time_ms: 6_000 + MONTH_MS, text: 'YES' } }, 6_000 + MONTH_MS)).toBe(true);
    expect((await store.get('han'))?.channels[0]).toMatchObject({ state: 'confirmed' });
  });
});
