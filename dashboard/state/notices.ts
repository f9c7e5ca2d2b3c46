import type { LineOf, Lines } from './lines';

/** An alert that has come while the page was looked at. */
export interface Notice {
  readonly id: string;
  readonly line: LineOf<'alert'>;
}

/** Shown at once; of more, the newest are. */
export const NOTICE_CAPACITY = 3;

/** Alerts that were not held before; what was only kept for a digest calls nobody. */
export const newAlerts = (before: Lines, after: Lines): readonly LineOf<'alert'>[] => (before.alert === after.alert ? []
  : [...after.alert].filter(([key, { entry }]) => !before.alert.has(key) && entry.hold_reason === null).map(([, line]) => line));

export const withNotices = (notices: readonly Notice[], lines: readonly LineOf<'alert'>[]): readonly Notice[] =>
  (lines.length === 0 ? notices : [...notices, ...lines.map((line) => ({ id: line.activity_id, line }))].slice(-NOTICE_CAPACITY));
