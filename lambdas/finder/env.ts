/** Names of the finder's environment variables; the construct sets the same constants. */
export const FinderEnv = {
  signalsTable: 'SIGNALS_TABLE',
  signalsTopicArn: 'SIGNALS_TOPIC_ARN',
  /** Local simulation only: market seconds per real second, and the instant both clocks agree. */
  clockSpeed: 'CLOCK_SPEED',
  clockAnchorMs: 'CLOCK_ANCHOR_MS',
} as const;
