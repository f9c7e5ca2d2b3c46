import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { TableSettings } from './tables';
import type { UserStore } from './user-store';

/**
 * The users, of whom one that is removed takes along the state of their alerts: else whoever is added under that id, months later, gets
 * an old digest and finds symbols snoozed. Also where the user is gone already: an attempt before may have ended in between.
 * @param statesTable asked before anything is removed.
 */
export const withStateRemoved = (users: UserStore, statesTable: () => Omit<TableSettings, 'nowMs'>): UserStore => ({
  ...users,
  remove: async (userId) => {
    const { client, tableName: TableName } = statesTable();
    const wasThere = await users.remove(userId);
    await client.send(new DeleteCommand({ TableName, Key: { user_id: userId } }));
    return wasThere;
  },
});
