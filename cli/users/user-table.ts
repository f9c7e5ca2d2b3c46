import { makeSnsClient } from '../../adapters/aws/clients';
import { makeMailSubscriptions, NO_MAIL, type MailSubscriptions } from '../../adapters/aws/mail-subscriptions';
import { makeStopList } from '../../adapters/aws/stop-list';
import { withStopsShown } from '../../adapters/aws/stops-shown';
import type { TableSettings } from '../../adapters/aws/tables';
import { withStateRemoved } from '../../adapters/aws/user-removal';
import { makeUserStore, type UserStore } from '../../adapters/aws/user-store';
import { optionalEnv, type Environment } from '../../adapters/env';
import { DeliveryEnv } from '../../lambdas/delivery/env';
import { NotificationEnv } from '../../lambdas/notification/env';
import { LOCAL_USERS_FILE } from '../../local/local-user';
import { namedTable } from '../named-table';
import { readRunFile } from '../run-file';
import { UsageError } from '../usage';

/**
 * The table of users that the flags or the environment name; that of the states of their alerts is asked for when one is removed.
 * @throws UsageError where neither does.
 */
export const openUsers = (stateDir: string | undefined, env: Environment = process.env): UserStore => {
  const tableBy = (field: 'table' | 'states_table', variable: string, of: string): TableSettings => namedTable({
    stateDir, variable, of,
    readLocal: (folder) => {
      const { endpoint, ...tables } = readRunFile(folder, LOCAL_USERS_FILE, [field, 'endpoint']);
      return { table: tables[field], endpoint };
    },
  }, env);
  const table = tableBy('table', DeliveryEnv.usersTable, 'users');
  const store = makeUserStore({ ...table, onUnreadable: (userId, { message }) => { console.error(`users: user ${userId} cannot be read and gets nothing: ${message}`); } });
  return withStateRemoved(withStopsShown(store, makeStopList(table)), () => tableBy('states_table', NotificationEnv.statesTable, 'alert states'));
};

/** The topic of alerts that the environment names; of a local run, none. @throws UsageError where the environment names none. */
export const openMail = (stateDir: string | undefined, env: Environment = process.env): MailSubscriptions => {
  if (stateDir !== undefined) return NO_MAIL;
  const topicArn = optionalEnv(DeliveryEnv.alertsTopicArn, env);
  if (topicArn === undefined) throw new UsageError(`${DeliveryEnv.alertsTopicArn} is not set: expected the ARN of the topic of alerts`);
  return makeMailSubscriptions({ client: makeSnsClient(), topicArn });
};
