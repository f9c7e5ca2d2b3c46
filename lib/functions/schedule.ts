import { Duration } from 'aws-cdk-lib';
import { EventField, Schedule } from 'aws-cdk-lib/aws-events';
import { ScheduleEnv, scheduleCall } from '../../lambdas/schedule/env';
import { ScheduledFunction } from '../constructs/scheduled-function';
import type { SignalParts } from './parts';

/** A minute's digests of many users, within the minute. */
const TIMEOUT = Duration.seconds(50);

/** Works by the clock; it may set out new work and reads the users' state. */
export const addSchedule = ({ stack, config, state, operations, queues }: SignalParts): void => {
  const schedule = new ScheduledFunction(stack, 'Schedule', {
    name: 'schedule', description: 'Does by the clock: digests, canaries, the look back at a day',
    timeout: TIMEOUT, severity: 'high', operations, config,
    environment: {
      [ScheduleEnv.usersTable]: state.users.name,
      [ScheduleEnv.statesTable]: state.alertStates.name,
      [ScheduleEnv.deliveriesTable]: state.deliveries.name,
      [ScheduleEnv.deliveryQueueUrl]: queues.deliveries.queue.queueUrl,
      [ScheduleEnv.opportunityQueueUrl]: queues.opportunities.queue.queueUrl,
      [ScheduleEnv.performanceQueueUrl]: queues.performance.queue.queueUrl,
    },
    jobs: {
      Digests: { schedule: Schedule.rate(Duration.minutes(1)), input: scheduleCall('digests', EventField.time) },
      Canary: { schedule: Schedule.rate(Duration.minutes(5)), input: scheduleCall('canary', EventField.time) },
      // The report's day ends at 00:00 Asia/Seoul; outcomes of its last hour follow within the next one, and the second look has them.
      DayEnded: { schedule: Schedule.cron({ hour: '15', minute: '5' }), input: scheduleCall('daily-look', EventField.time) },
      DayMeasured: { schedule: Schedule.cron({ hour: '16', minute: '10' }), input: scheduleCall('daily-look', EventField.time) },
    },
  });
  state.users.allow(schedule.role, 'GetItem');
  state.alertStates.allow(schedule.role, 'GetItem', 'PutItem');
  state.deliveries.allow(schedule.role, 'PutItem');
  for (const work of [queues.deliveries, queues.opportunities, queues.performance]) work.allowSend(schedule.role);
};
