/** Names of the receipts function's environment variables; the construct sets the same constants. */
export const ReceiptsEnv = {
  usersTable: 'USERS_TABLE',
  deliveriesTable: 'DELIVERIES_TABLE',
  /** What the page is told. */
  activityTable: 'ACTIVITY_TABLE',
} as const;
