import { makeUserStore, type UserStore } from '../../adapters/aws/user-store';
import type { Environment } from '../../adapters/env';
import { DeliveryEnv } from '../../lambdas/delivery/env';
import { LOCAL_USERS_FILE } from '../../local/local-user';
import { namedTable } from '../named-table';
import { readRunFile } from '../run-file';

/** The table of users that the flags or the environment name. @throws UsageError where neither does. */
export const openUsers = (stateDir: string | undefined, env: Environment = process.env): UserStore =>
  makeUserStore({
    ...namedTable({ stateDir, readLocal: (folder) => readRunFile(folder, LOCAL_USERS_FILE, ['table', 'endpoint']), variable: DeliveryEnv.usersTable, of: 'users' }, env),
    onUnreadable: (userId, { message }) => { console.error(`users: user ${userId} cannot be read and gets nothing: ${message}`); },
  });
