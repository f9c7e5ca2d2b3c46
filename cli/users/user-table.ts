import { makeDocumentClient } from '../../adapters/aws/clients';
import { makeUserStore, type UserStore } from '../../adapters/aws/user-store';
import { optionalEnv, type Environment } from '../../adapters/env';
import { DeliveryEnv } from '../../lambdas/delivery/env';
import { readLocalUsers } from '../local-users';
import { UsageError } from '../usage';

/** What the emulator asks for is never looked at. */
const LOCAL_ACCESS = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** The table of users that the flags or the environment name. @throws UsageError where neither does. */
export const openUsers = (stateDir: string | undefined, env: Environment = process.env): UserStore => {
  if (stateDir !== undefined) {
    const { table, endpoint } = readLocalUsers(stateDir);
    return makeUserStore({ client: makeDocumentClient({ ...LOCAL_ACCESS, endpoint }), tableName: table });
  }
  const table = optionalEnv(DeliveryEnv.usersTable, env);
  if (table === undefined) throw new UsageError(`${DeliveryEnv.usersTable} is not set: expected the name of the table of users, or --state-dir of a local run`);
  return makeUserStore({ client: makeDocumentClient(), tableName: table });
};
