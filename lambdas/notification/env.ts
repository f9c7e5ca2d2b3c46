/** Names of the notification function's environment variables; the construct sets the same constants. */
export const NotificationEnv = {
  usersTable: 'USERS_TABLE',
  statesTable: 'ALERT_STATES_TABLE',
  /** What was planned for whom. */
  alertsTable: 'ALERTS_TABLE',
  deliveriesTable: 'DELIVERIES_TABLE',
  /** What came of earlier alerts, and what a run of losses raised. */
  precisionTable: 'PRECISION_TABLE',
  deliveryQueueUrl: 'DELIVERY_QUEUE_URL',
  /** What the page is told. */
  activityTable: 'ACTIVITY_TABLE',
  /** Limits of the default user, which is there while nobody was added. */
  alertsPerDay: 'ALERTS_PER_DAY',
  alertsPerHour: 'ALERTS_PER_HOUR',
  /** What SMS may cost in a month, and what one segment costs, USD. */
  smsMonthlyUsd: 'SMS_MONTHLY_USD',
  smsSegmentUsd: 'SMS_SEGMENT_USD',
} as const;
