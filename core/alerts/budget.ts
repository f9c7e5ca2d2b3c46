/** Above this nobody reads alerts, and the list of one hour's grants no longer fits into one table item. */
export const MAX_ALERTS_PER_HOUR = 1_000;

/** One every three minutes: what a person can still look at (C1.11). */
export const DEFAULT_ALERTS_PER_HOUR = 20;

const HOUR_MS = 3_600_000;

/** The clock hour (UTC) that a decision counts in, for example `2025-12-18T15`. */
export const budgetHour = (decidedTimeMs: number): string =>
  new Date(Math.floor(decidedTimeMs / HOUR_MS) * HOUR_MS).toISOString().slice(0, 13);

/** Why an alert stays in the history without having been sent. An hour's budget is first come, first served (C1.11). */
export const heldReason = (hour: string, alertsPerHour: number): string =>
  `over the budget of ${alertsPerHour} alerts per hour in ${hour} UTC`;
