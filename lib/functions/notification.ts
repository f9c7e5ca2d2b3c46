import { NotificationEnv } from '../../lambdas/notification/env';
import { QueueConsumer } from '../constructs/queue-consumer';
import type { SignalParts } from './parts';

/** Plans who is told of an accepted signal. */
export const addNotification = ({ stack, config, state, operations, queues }: SignalParts): void => {
  const notification = new QueueConsumer(stack, 'Notification', {
    name: 'notification', description: 'Plans for each user what becomes of an accepted signal',
    work: queues.notifications, maxConcurrency: 2, severity: 'high', operations, config,
    environment: {
      [NotificationEnv.usersTable]: state.users.name,
      [NotificationEnv.statesTable]: state.alertStates.name,
      [NotificationEnv.alertsTable]: state.alerts.name,
      [NotificationEnv.deliveriesTable]: state.deliveries.name,
      [NotificationEnv.precisionTable]: state.precision.name,
      [NotificationEnv.deliveryQueueUrl]: queues.deliveries.queue.queueUrl,
      [NotificationEnv.activityTable]: state.activity.name,
      [NotificationEnv.alertsPerDay]: String(config.alertsPerDay),
      [NotificationEnv.alertsPerHour]: String(config.alertsPerHour),
      [NotificationEnv.smsMonthlyUsd]: String(config.sms.monthlyUsd),
      [NotificationEnv.smsSegmentUsd]: String(config.sms.segmentUsd),
    },
  });
  state.users.allow(notification.role, 'GetItem');
  state.activity.allow(notification.role, 'BatchWriteItem');
  state.alertStates.allow(notification.role, 'GetItem', 'PutItem');
  state.alerts.allow(notification.role, 'GetItem', 'PutItem', 'UpdateItem');
  state.deliveries.allow(notification.role, 'GetItem', 'PutItem');
  state.precision.allow(notification.role, 'GetItem');
  queues.deliveries.allowSend(notification.role);
};
