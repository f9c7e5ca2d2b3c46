/** Names of the notification function's environment variables; the construct sets the same constants. */
export const NotificationEnv = {
  alertsTable: 'ALERTS_TABLE',
  alertsTopicArn: 'ALERTS_TOPIC_ARN',
  /** Most alerts published per clock hour (C1.11); the rest is kept in history as held. */
  alertsPerHour: 'ALERTS_PER_HOUR',
} as const;
