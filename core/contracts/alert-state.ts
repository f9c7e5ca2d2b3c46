import * as z from 'zod';
import { OPPORTUNITY_TYPES, TIME_MS } from './common';
import { parserOf } from './contract';
import { CHANNEL_ID } from './channel';
import { DIGEST_BODY, DIGEST_SHAPE } from './digest';

export const ALERT_STATE_SCHEMA = 'alert-state.v1';

/** Bounds of the state, so that it stays a few kB in one table item. */
export const MAX_SEEN = 256;
export const MAX_LAST_SENT = 300;
export const MAX_SCORES = 200;
export const MAX_USED_LINKS = 500;

const COUNT = z.int().nonnegative();
const HOURS = z.array(z.number().nonnegative()).length(24);

const SENT_TODAY = z.object({
  total: COUNT,
  critical: COUNT,
  by_channel: z.record(CHANNEL_ID, COUNT),
});
export type SentToday = z.infer<typeof SENT_TODAY>;

/** What the budget has learnt of how many alerts come when, and how good they are. */
const LEARNT = z.object({
  /** Scores of the last alerts that asked for a place, oldest first. */
  scores: z.array(z.number()).max(MAX_SCORES),
  /** Mean number of them in each local hour of a day, over about the last week. */
  hourly_mean: HOURS,
  /** The same, of today. */
  hourly_today: HOURS,
  /** Days that the means rest on. */
  days: COUNT,
});
export type Learnt = z.infer<typeof LEARNT>;

/**
 * All that decides what becomes of a user's next alert: handed in, handed out, stored in between, so that a restart changes
 * nothing. Plain JSON.
 */
const SHAPE = z.object({
  schema: z.literal(ALERT_STATE_SCHEMA),
  /** The user's local day, YYYY-MM-DD, that `sent_today` and `hourly_today` count in; null before the first alert. */
  day: z.string().nullable(),
  sent_today: SENT_TODAY,
  /** When alerts were sent in the last 60 minutes. */
  sent_hour_ms: z.array(TIME_MS),
  /** By symbol, type and side: when the last one was sent, and how big it was (see `biggerBy`). */
  last_sent: z.record(z.string(), z.object({ time_ms: TIME_MS, size: z.number().nonnegative() })),
  /** Ids that were planned last, oldest first. */
  seen: z.array(z.string()).max(MAX_SEEN),
  learnt: LEARNT,
  feedback: z.partialRecord(z.enum(OPPORTUNITY_TYPES), z.object({ useful: z.number().nonnegative(), noise: z.number().nonnegative() })),
  /** By symbol: silent up to this time. */
  snoozed_until: z.record(z.string(), TIME_MS),
  /** Links that were tapped, with their expiry: after it the link is refused anyway. */
  used_links: z.array(z.object({ key: z.string(), expires_ms: TIME_MS })).max(MAX_USED_LINKS),
  digest: DIGEST_BODY.extend({ since_ms: TIME_MS.nullable(), due_ms: TIME_MS.nullable(), last_sent_ms: TIME_MS.nullable() }),
  /** The digest that was taken last, until its messages are known to be on the delivery queue. */
  outgoing_digest: DIGEST_SHAPE.nullable().default(null),
});

export type AlertState = z.infer<typeof SHAPE>;
export const parseAlertState = parserOf<AlertState>(ALERT_STATE_SCHEMA, SHAPE);

export const NO_ALERTS_YET: AlertState = {
  schema: ALERT_STATE_SCHEMA,
  day: null,
  sent_today: { total: 0, critical: 0, by_channel: {} },
  sent_hour_ms: [],
  last_sent: {},
  seen: [],
  learnt: { scores: [], hourly_mean: Array<number>(24).fill(0), hourly_today: Array<number>(24).fill(0), days: 0 },
  feedback: {},
  snoozed_until: {},
  used_links: [],
  digest: { items: [], more: 0, reasons: {}, since_ms: null, due_ms: null, last_sent_ms: null },
  outgoing_digest: null,
};
