import { makeAlertStateStore } from '../../adapters/aws/alert-state-store';
import { makeDocumentClient, makeSqsClient } from '../../adapters/aws/clients';
import { makeLimitStore } from '../../adapters/aws/limit-store';
import { makeOrderQueue } from '../../adapters/aws/order-queue';
import { makeSqsGroupHandler } from '../../adapters/aws/sqs-batch';
import { makeTrackStore } from '../../adapters/aws/track-store';
import { makeUserReader, withDefaultUser } from '../../adapters/aws/user-store';
import { clockFromEnv } from '../../adapters/clock-from-env';
import { conflictPause } from '../../adapters/conflict-pause';
import { numberEnv, requireEnv } from '../../adapters/env';
import { createLogger } from '../../adapters/logging';
import { emitMetrics } from '../../adapters/metrics';
import { plannedEntry } from '../../core/activity/entries';
import { defaultUser } from '../../core/alerts/default-user';
import { isCanary } from '../../core/canary/canary';
import { parseJson } from '../../core/contracts/contract';
import { parseSignal } from '../../core/contracts/signal';
import { DEFAULT_USER } from '../../core/contracts/user';
import { activityFrom } from '../activity';
import { tellUnreadable } from '../unreadable-user';
import { NotificationEnv } from './env';
import { makeNotification } from './handler';
import { makeTrackContext } from './track-context';

const SERVICE = 'notification';
const COUNT = { min: 0, max: 1_000, integer: true };
const USD = { min: 0, max: 100_000 };
const log = createLogger({ service: SERVICE });

const client = makeDocumentClient();
const activity = activityFrom(NotificationEnv.activityTable, client, log);
const deliveriesTable = requireEnv(NotificationEnv.deliveriesTable, 'the name of the deliveries table');
const limits = makeLimitStore({ client, tableName: deliveriesTable });
const smsLimit = { monthlyUsd: numberEnv(NotificationEnv.smsMonthlyUsd, 1, USD), segmentUsd: numberEnv(NotificationEnv.smsSegmentUsd, 0.05, USD) };
const fallback = defaultUser({
  perDay: numberEnv(NotificationEnv.alertsPerDay, DEFAULT_USER.limits.per_day, COUNT),
  perHour: numberEnv(NotificationEnv.alertsPerHour, DEFAULT_USER.limits.per_hour, COUNT),
});

const clock = clockFromEnv();

const notify = makeNotification({
  users: withDefaultUser(makeUserReader({ client, tableName: requireEnv(NotificationEnv.usersTable, 'the name of the users table'), onUnreadable: tellUnreadable(log) }), fallback),
  plans: makeAlertStateStore({
    client, tableName: requireEnv(NotificationEnv.statesTable, 'the name of the table of alert states'),
    alertsTable: requireEnv(NotificationEnv.alertsTable, 'the name of the alerts table'), deliveriesTable,
  }),
  sendOrders: makeOrderQueue({ client: makeSqsClient(), queueUrl: requireEnv(NotificationEnv.deliveryQueueUrl, 'the URL of the delivery queue') }),
  isSmsSpent: () => limits.isSmsSpent(smsLimit, Date.now()),
  trackOf: makeTrackContext({
    track: makeTrackStore({ client, tableName: requireEnv(NotificationEnv.precisionTable, 'the name of the precision table') }), clock, nowMs: Date.now,
  }),
  clock,
  nowMs: Date.now,
  pause: conflictPause,
  onPlanned: (planned) => {
    const { alert: { alert_id, symbol }, user_id, hold_reason, channels } = planned;
    const state = hold_reason === null ? 'planned' : 'held';
    log.info(`alert-${state}`, `${symbol} alert ${state}`, { alert_id, user_id, hold_reason, channels: channels.map(({ channel_id }) => channel_id) });
    if (isCanary(planned.alert)) return;
    activity.note(plannedEntry(planned));
    emitMetrics({ Service: SERVICE }, hold_reason === null ? { AlertsPlanned: 1 } : { AlertsHeld: 1 });
  },
});

export const handler = makeSqsGroupHandler({ log, parse: (body) => parseJson(parseSignal, body), handleAll: notify, afterBatch: activity.flush });
