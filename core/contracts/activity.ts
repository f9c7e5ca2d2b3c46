import * as z from 'zod';
import { HORIZONS_MINUTES } from './aftermath';
import { CHANNEL_ID, CHANNEL_KINDS } from './channel';
import { CONDITION, CONFIDENCE_KIND, EXCHANGE, MARKET, OPPORTUNITY_TYPES, PRICE, SIDE, SYMBOL, TIME_MS } from './common';
import { parserOf } from './contract';
import { DELIVERY_STATES, FAILURE_REASONS } from './delivery';
import { HOLD_REASONS, SEVERITIES } from './digest';
import { HOP } from './hop';
import { USER_ID } from './user';

export const ACTIVITY_SCHEMA = 'activity.v1';

const ID = z.string().min(1).max(200);
const FINDING = {
  /** The opportunity's dedupe_key: what follows from one opportunity has the same. */
  opportunity_id: ID,
  symbol: SYMBOL,
  exchange: EXCHANGE,
  market: MARKET,
  opportunity_type: z.enum(OPPORTUNITY_TYPES),
  side: SIDE,
};

const OPPORTUNITY = z.object({
  ...FINDING, kind: z.literal('opportunity'), event_id: z.string(), price: PRICE,
  confidence: z.number().min(0).max(1), confidence_kind: CONFIDENCE_KIND, fired: z.array(z.string()), conditions: z.array(CONDITION),
});

const DECISION = z.object({
  ...FINDING, kind: z.literal('decision'), exchange_time_ms: TIME_MS, decision: z.enum(['accepted', 'rejected']), reject_reasons: z.array(z.string()), checks: z.array(CONDITION),
  confidence: z.number().min(0).max(1), confidence_kind: CONFIDENCE_KIND,
  entry_price: PRICE, stop_price: PRICE.nullable(), target1_price: PRICE.nullable(), target2_price: PRICE.nullable(), valid_until_ms: TIME_MS,
  /** From the venue to this decision. */
  hops: z.array(HOP).max(8),
});

/** What was planned for one user: sent at once, or kept for the digest, and why. */
const ALERT_PLANNED = z.object({
  ...FINDING, kind: z.literal('alert'), user_id: USER_ID, severity: z.enum(SEVERITIES), score: z.number().nullable(), is_late: z.boolean(),
  /** Channels that it goes out on; empty when held. */
  channels: z.array(CHANNEL_ID), hold_reason: z.enum(HOLD_REASONS).nullable(),
});

/** One change of one row of the ledger. `alert_id` is the opportunity's dedupe_key, or a digest's id. */
const DELIVERY = z.object({
  kind: z.literal('delivery'), alert_id: ID, user_id: USER_ID, channel_id: CHANNEL_ID, channel_kind: z.enum(CHANNEL_KINDS),
  state: z.enum(DELIVERY_STATES), hold_reason: z.enum(HOLD_REASONS).nullable(), failure_reason: z.enum(FAILURE_REASONS).nullable(),
  attempts: z.int().nonnegative(), repeats: z.int().nonnegative(),
  /** From the plan to the channel's server, ms; null while it has not left. */
  took_ms: z.number().nonnegative().nullable(),
});

const OUTCOME = z.object({
  ...FINDING, kind: z.literal('outcome'), horizon_minutes: z.literal(HORIZONS_MINUTES), status: z.enum(['complete', 'blind']),
  /** Why nothing can be said; null where something can. */
  blind_reason: z.string().nullable(),
  /** Before and after fees and spread. */
  return_fraction: z.number().nullable(), net_return_fraction: z.number().nullable(),
  favourable_fraction: z.number().nullable(), adverse_fraction: z.number().nullable(),
  first_touch: z.enum(['stop', 'target1', 'neither', 'none']),
});

/** A part of the product that changed for better or worse, with figures by name (unit in the name). */
const HEALTH = z.object({
  kind: z.literal('health'), component: z.string().min(1).max(64), status: z.enum(['ok', 'degraded', 'down']), reason: z.string().max(200).nullable(),
  figures: z.record(z.string(), z.number()),
});

const ENTRY = z.discriminatedUnion('kind', [OPPORTUNITY, DECISION, ALERT_PLANNED, DELIVERY, OUTCOME, HEALTH]);
export type ActivityEntry = z.infer<typeof ENTRY>;
export type ActivityKind = ActivityEntry['kind'];

/** One line of what the page is told. */
const SHAPE = z.object({
  schema: z.literal(ACTIVITY_SCHEMA),
  /** Sorts by time as text: see `activityId`. */
  activity_id: z.string().regex(/^\d{15}~[a-z]+~.{1,300}$/, 'expected 15 digits of epoch ms, kind and key, joined by ~'),
  time_ms: TIME_MS,
  entry: ENTRY,
});

export type Activity = z.infer<typeof SHAPE>;
export const ACTIVITY = SHAPE;
export const parseActivity = parserOf<Activity>(ACTIVITY_SCHEMA, SHAPE);

/** What the entry is about: the same fact told twice has the same key, whenever it was told. */
const keyOf = (entry: ActivityEntry): string => {
  switch (entry.kind) {
    case 'opportunity': case 'decision': return entry.opportunity_id;
    case 'alert': return `${entry.opportunity_id}~${entry.user_id}`;
    case 'delivery': return `${entry.alert_id}~${entry.user_id}~${entry.channel_id}~${entry.state}~${entry.attempts}`;
    case 'outcome': return `${entry.opportunity_id}~${entry.horizon_minutes}`;
    case 'health': return `${entry.component}~${entry.status}`;
  }
};

/** Kind and key: by it a reader knows a line that a second attempt has written at a later time. */
export const entryKey = (entry: ActivityEntry): string => `${entry.kind}~${keyOf(entry)}`;

/** Epoch ms of the machine that writes in 15 digits, so that text order is time order; then kind and key. */
export const activityId = (timeMs: number, entry: ActivityEntry): string => `${String(timeMs).padStart(15, '0')}~${entryKey(entry)}`;

/** @throws RangeError when the time is not a whole number of ms from 0 on. */
export const activityOf = (timeMs: number, entry: ActivityEntry): Activity => {
  if (!Number.isSafeInteger(timeMs) || timeMs < 0) throw new RangeError(`activityOf: timeMs is ${timeMs}: expected whole milliseconds from 0 on`);
  return { schema: ACTIVITY_SCHEMA, activity_id: activityId(timeMs, entry), time_ms: timeMs, entry };
};

/** The least id that an activity at or after this time can have: where a reader resumes. */
export const firstActivityId = (timeMs: number): string => String(timeMs).padStart(15, '0');
