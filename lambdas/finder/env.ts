/** Names of the finder's environment variables; the construct sets the same constants. */
export const FinderEnv = { signalsTable: 'SIGNALS_TABLE', signalsTopicArn: 'SIGNALS_TOPIC_ARN', activityTable: 'ACTIVITY_TABLE' } as const;
