import { makeAlertStateStore } from '../../../adapters/aws/alert-state-store';
import { makeDocumentClient } from '../../../adapters/aws/clients';
import { withStateRemoved } from '../../../adapters/aws/user-removal';
import { makeUserStore } from '../../../adapters/aws/user-store';
import { NO_ALERTS_YET } from '../../../core/contracts/alert-state';
import { atPort, startEmulators, type Emulators } from '../../support/emulators';
import { userOf } from '../../support/users';

describe('a user who is removed', () => {
  let aws: Emulators;
  beforeAll(async () => {
    aws = await startEmulators();
    await Promise.all([aws.createTable('users', 'user_id'), aws.createTable('states', 'user_id')]);
  });
  afterAll(async () => { await aws.stop(); });

  const parts = () => {
    const client = makeDocumentClient(atPort(aws.tablePort));
    const stored = makeUserStore({ client, tableName: 'users' });
    const states = makeAlertStateStore({ client, tableName: 'states', alertsTable: 'alerts', deliveriesTable: 'deliveries' });
    const snooze = (userId: string) => states.commit(userId, { state: { ...NO_ALERTS_YET, snoozed_until: { TAOUSDT: 9e12 } }, version: 0 }, []);
    return { stored, states, snooze, users: withStateRemoved(stored, () => ({ client, tableName: 'states' })) };
  };

  test('takes along what was planned, so that whoever comes back under the id begins anew', async () => {
    const { users, states, snooze } = parts();
    await users.put(userOf());
    await snooze('user-1');
    expect(await users.remove('user-1')).toBe(true);
    await users.put(userOf());
    expect(await states.state('user-1')).toEqual({ state: NO_ALERTS_YET, version: 0 });
  });

  test('is removed whole by another attempt when the first one ended in between', async () => {
    const { users, stored, states, snooze } = parts();
    await users.put(userOf({ user_id: 'user-2' }));
    await snooze('user-2');
    await stored.remove('user-2');
    expect(await users.remove('user-2')).toBe(false);
    expect((await states.state('user-2')).version).toBe(0);
  });

  test('stays where the table of states is not known', async () => {
    const { stored } = parts();
    await stored.put(userOf({ user_id: 'user-3' }));
    const users = withStateRemoved(stored, () => { throw new Error('no table of states'); });
    await expect(users.remove('user-3')).rejects.toThrow('no table of states');
    expect(await stored.get('user-3')).toBeDefined();
  });
});
