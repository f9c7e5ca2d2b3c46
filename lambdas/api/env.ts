/** Names of the API function's environment variables; the construct sets the same constants. */
export const ApiEnv = {
  signalsTable: 'SIGNALS_TABLE',
  alertsTable: 'ALERTS_TABLE',
  outcomesTable: 'OUTCOMES_TABLE',
  precisionTable: 'PRECISION_TABLE',
  usersTable: 'USERS_TABLE',
  statesTable: 'ALERT_STATES_TABLE',
  deliveriesTable: 'DELIVERIES_TABLE',
  activityTable: 'ACTIVITY_TABLE',
  tokensTable: 'STREAM_TOKENS_TABLE',
  /** JSON: a list of `{ name, url, deadLetterUrl }`. */
  queues: 'QUEUES',
  /** The secret that links are signed by. */
  channelSecretsArn: 'CHANNEL_SECRETS_ARN',
  /** Limits of the default user, which is there while nobody was added. */
  alertsPerDay: 'ALERTS_PER_DAY',
  alertsPerHour: 'ALERTS_PER_HOUR',
} as const;

/** Given by a run on one machine alone: reads need no token there. */
export const LocalApiEnv = { openReads: 'LOCAL_OPEN_READS' } as const;
