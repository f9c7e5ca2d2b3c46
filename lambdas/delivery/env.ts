/** Names of the delivery function's environment variables; the construct sets the same constants. */
export const DeliveryEnv = {
  usersTable: 'USERS_TABLE',
  deliveriesTable: 'DELIVERIES_TABLE',
  deliveryQueueUrl: 'DELIVERY_QUEUE_URL',
  /** What the page is told. */
  activityTable: 'ACTIVITY_TABLE',
  /** E-mail goes through it. */
  alertsTopicArn: 'ALERTS_TOPIC_ARN',
  /** A secret with `webhook_key` and `telegram_bot_token`. */
  channelSecretsArn: 'CHANNEL_SECRETS_ARN',
  smsMonthlyUsd: 'SMS_MONTHLY_USD',
  smsSegmentUsd: 'SMS_SEGMENT_USD',
} as const;

/** Where the HTTP API serves one-tap links; absent: messages have none. */
export const LinksEnv = { linksUrl: 'LINKS_URL' } as const;

/** Given by a run on one machine alone, in place of the secret and of the channels' own servers. */
export const LocalDeliveryEnv = { channelSecrets: 'LOCAL_CHANNEL_SECRETS', channelsUrl: 'LOCAL_CHANNELS_URL' } as const;
