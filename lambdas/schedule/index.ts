import { makeDocumentClient, makeSqsClient } from '../../adapters/aws/clients';
import { makeDigestStore } from '../../adapters/aws/digest-store';
import { makeMessageSender } from '../../adapters/aws/message-sender';
import { makeOrderQueue } from '../../adapters/aws/order-queue';
import { makeUserReader, withDefaultUser } from '../../adapters/aws/user-store';
import { clockFromEnv } from '../../adapters/clock-from-env';
import { requireEnv } from '../../adapters/env';
import { createLogger } from '../../adapters/logging';
import { defaultUser } from '../../core/alerts/default-user';
import { parseScheduleCall } from '../../core/contracts/schedule';
import { DEFAULT_USER } from '../../core/contracts/user';
import { tellUnreadable } from '../unreadable-user';
import { makeDigests } from './digests';
import { ScheduleEnv } from './env';
import { makeSchedule } from './handler';

const log = createLogger({ service: 'schedule' });
const client = makeDocumentClient();
const sqs = makeSqsClient();
const clock = clockFromEnv();
const senderTo = (name: string, meaning: string) => makeMessageSender({ client: sqs, queueUrl: requireEnv(name, meaning) });

const takeDigests = makeDigests({
  users: withDefaultUser(
    makeUserReader({ client, tableName: requireEnv(ScheduleEnv.usersTable, 'the name of the users table'), onUnreadable: tellUnreadable(log) }),
    defaultUser({ perDay: DEFAULT_USER.limits.per_day, perHour: DEFAULT_USER.limits.per_hour }),
  ),
  digests: makeDigestStore({
    client, tableName: requireEnv(ScheduleEnv.statesTable, 'the name of the table of alert states'),
    deliveriesTable: requireEnv(ScheduleEnv.deliveriesTable, 'the name of the deliveries table'),
  }),
  sendOrders: makeOrderQueue({ client: sqs, queueUrl: requireEnv(ScheduleEnv.deliveryQueueUrl, 'the URL of the delivery queue') }),
  clock,
  nowMs: Date.now,
  onTaken: ({ digest_id, user_id, items, more }) => {
    log.info('digest-taken', `digest for ${user_id}`, { digest_id, user_id, entries: items.length, more });
  },
});

const run = makeSchedule({
  takeDigests,
  sendOpportunity: senderTo(ScheduleEnv.opportunityQueueUrl, 'the URL of the opportunity queue'),
  sendLook: senderTo(ScheduleEnv.performanceQueueUrl, 'the URL of the performance queue'),
  clock,
  onCanary: ({ dedupe_key }) => { log.info('canary-sent', 'a canary set out', { opportunity_id: dedupe_key }); },
});

/** Called by rules of EventBridge with a `schedule.v1`. A rejection is tried again by Lambda, and rings as an error. */
export const handler = async (event: unknown): Promise<void> => {
  const call = parseScheduleCall(event);
  try {
    await run(call);
  } catch (error) {
    log.error('job-failed', `${call.job} failed`, { job: call.job, error });
    throw error;
  }
};
