/**
 * One every three minutes: what a person can still look at (C1.11). By this what a replay or an evaluation found is counted; who gets
 * which alert is planned per user.
 */
export const DEFAULT_ALERTS_PER_HOUR = 20;

const HOUR_MS = 3_600_000;

/** The clock hour (UTC) that a decision counts in, for example `2025-12-18T15`. */
export const budgetHour = (decidedTimeMs: number): string =>
  new Date(Math.floor(decidedTimeMs / HOUR_MS) * HOUR_MS).toISOString().slice(0, 13);
