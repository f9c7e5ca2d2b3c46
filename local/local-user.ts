import { join } from 'node:path';
import { makeUserStore } from '../adapters/aws/user-store';
import { writeWhole } from '../adapters/whole-file';
import { defaultUser, TOPIC_EMAIL } from '../core/alerts/default-user';
import type { Channel, ChannelKind } from '../core/contracts/channel';
import { NotificationEnv } from '../lambdas/notification/env';
import { LOCAL_ACCOUNT_ID, LOCAL_REGION, type ServiceEndpoints } from './child-environment';
import { makeLocalDocumentClient } from './services/clients';
import type { LocalPlan } from './template/local-plan';

const channel = (kind: ChannelKind, address: string): Channel =>
  ({ ...TOPIC_EMAIL, channel_id: kind, kind, address, opt_in: { time_ms: 0, text: 'A run on one machine: nothing leaves it' } });

/** One of each kind that S3.19 names. None of the addresses exists: all of them end in the outbox. */
const CHANNELS: readonly Channel[] = [
  TOPIC_EMAIL,
  channel('sms', '+821000000000'),
  channel('push', `arn:aws:sns:${LOCAL_REGION}:${LOCAL_ACCOUNT_ID}:endpoint/GCM/tapewatch/local`),
  channel('webhook', 'https://webhook.tapewatch.invalid/alerts'),
];

/** In the state folder: where the users of a run are, and the states of their alerts. */
export const LOCAL_USERS_FILE = 'users.json';

export interface LocalUserOptions {
  readonly endpoints: ServiceEndpoints;
  readonly plan: LocalPlan;
  readonly usersTable: string;
  /** Absolute. */
  readonly stateDir: string;
}

/** Gives a state folder its first user, with the limits of the settings; one that has or had users keeps what it has. */
export const seedLocalUser = async ({ endpoints, plan, usersTable, stateDir }: LocalUserOptions): Promise<void> => {
  const valueOf = (name: string) => plan.functions.map(({ environment }) => environment[name]).find((value) => value !== undefined);
  const limit = (name: string): number => Number(valueOf(name));
  writeWhole(join(stateDir, LOCAL_USERS_FILE), `${JSON.stringify({ table: usersTable, states_table: valueOf(NotificationEnv.statesTable), endpoint: endpoints.dynamodb })}\n`);
  const client = makeLocalDocumentClient(endpoints.dynamodb);
  try {
    const users = makeUserStore({ client, tableName: usersTable });
    if (await users.list() !== undefined) return;
    await users.put(defaultUser({ perDay: limit(NotificationEnv.alertsPerDay), perHour: limit(NotificationEnv.alertsPerHour) }, CHANNELS));
  } finally {
    client.destroy();
  }
};
