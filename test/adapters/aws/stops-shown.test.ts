import { makeDocumentClient } from '../../../adapters/aws/clients';
import { makeStopList } from '../../../adapters/aws/stop-list';
import { withStopsShown } from '../../../adapters/aws/stops-shown';
import { makeUserStore } from '../../../adapters/aws/user-store';
import { atPort, startEmulators, type Emulators } from '../../support/emulators';
import { channelOf, userOf } from '../../support/users';

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
  });
});
