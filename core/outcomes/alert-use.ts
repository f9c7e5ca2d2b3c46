import type { ChannelKind } from '../contracts/channel';
import type { AlertUse } from './alert-cost';

/** A row of the ledger, as far as it cost anything. */
export interface UsedRow {
  readonly channel_kind: ChannelKind;
  readonly attempts: number;
  readonly sent_ms: number | null;
}

/** Sent, received, removed. */
const REQUESTS_PER_MESSAGE = 3;
/** Received and removed: SNS's own delivery to a queue is free. */
const REQUESTS_AFTER_TOPIC = 2;
const AFTERMATHS = 4;
/** 256 MB for a twentieth of a second: a function that mostly waits for tables. */
const GB_SECONDS_PER_CALL = 0.25 * 0.05;

/**
 * Request units by item, an item of 4 to 8 kB taken for 6: the decision and its mark; user's state, plan and ledger rows in one
 * transaction (twice the units); claim and result of each row; signal and aftermaths beside their outcomes, and ten cells of the
 * track record for each in one transaction; the lines of the activity log.
 */
const DECISION_UNITS = 2 * 6;
const PLAN_UNITS = 2 * (4 + 2);
const ROW_UNITS = 2 + 2 + 2;
const OUTCOME_UNITS = (1 + AFTERMATHS) * 6 + AFTERMATHS * 2 * (6 + 10);
const LINE_UNITS = 2 + 2 + 1 + AFTERMATHS;

/** What one alert and the four outcomes of its signal use, each message handled alone: batches of more make it cheaper, never dearer. */
export const alertUseOf = (rows: readonly UsedRow[]): AlertUse => {
  const attempts = rows.reduce((sum, row) => sum + row.attempts, 0);
  const sent = (kinds: readonly ChannelKind[]): number => rows.filter(({ channel_kind, sent_ms }) => sent_ms !== null && kinds.includes(channel_kind)).length;
  const calls = 2 + attempts + 1 + AFTERMATHS;
  return {
    sqsRequests: (1 + AFTERMATHS + attempts) * REQUESTS_PER_MESSAGE + 2 * REQUESTS_AFTER_TOPIC,
    snsPublishes: 1, lambdaRequests: calls, lambdaGbSeconds: calls * GB_SECONDS_PER_CALL,
    dynamoWrites: DECISION_UNITS + PLAN_UNITS + rows.length * ROW_UNITS + OUTCOME_UNITS + LINE_UNITS + rows.length * 2,
    dynamoReads: 4 + attempts * 2,
    emails: sent(['email']), smsParts: sent(['sms']), pushes: sent(['push']), webhooks: sent(['webhook', 'telegram', 'slack', 'discord']),
  };
};
