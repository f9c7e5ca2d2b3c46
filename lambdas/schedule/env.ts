import { SCHEDULE_SCHEMA, type ScheduleCall, type ScheduledJob } from '../../core/contracts/schedule';

/** Names of the schedule function's environment variables; the construct sets the same constants. */
export const ScheduleEnv = {
  usersTable: 'USERS_TABLE',
  statesTable: 'ALERT_STATES_TABLE',
  deliveriesTable: 'DELIVERIES_TABLE',
  deliveryQueueUrl: 'DELIVERY_QUEUE_URL',
  /** Canaries begin their way here. */
  opportunityQueueUrl: 'OPPORTUNITY_QUEUE_URL',
  /** The daily look is asked for here. */
  performanceQueueUrl: 'PERFORMANCE_QUEUE_URL',
} as const;

/** What a rule hands over; `time` stands for the scheduled time, ISO 8601. */
export const scheduleCall = (job: ScheduledJob, time: string): ScheduleCall => ({ schema: SCHEDULE_SCHEMA, job, scheduled_time: time });
