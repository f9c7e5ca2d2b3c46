/** Names of the performance function's environment variables; the construct sets the same constants. */
export const PerformanceEnv = { outcomesTable: 'OUTCOMES_TABLE', precisionTable: 'PRECISION_TABLE', activityTable: 'ACTIVITY_TABLE' } as const;
