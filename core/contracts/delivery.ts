import * as z from 'zod';
import { ALERT } from './alert';
import { CHANNEL_ID, CHANNEL_KINDS } from './channel';
import { PRICE, TIME_MS } from './common';
import { parserOf } from './contract';
import { DIGEST_SHAPE, HOLD_REASONS } from './digest';
import { USER_ID } from './user';

export const DELIVERY_SCHEMA = 'delivery.v1';

/**
 * `held`: planned not to be sent, for the history. `queued` -> `claimed` by one worker -> `sent` -> `delivered` -> `read`, or
 * `failed`. A claim goes back to `queued` for another attempt.
 */
export const DELIVERY_STATES = ['held', 'queued', 'claimed', 'sent', 'delivered', 'read', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/**
 * `refused`: the channel does not take this message, now or later. `gone`: it takes no message any more. `exhausted`: too many
 * attempts or too late. `stopped`: the user or the address said no before it was sent. `bounced`: refused after it was sent.
 */
export const FAILURE_REASONS = ['refused', 'gone', 'exhausted', 'stopped', 'bounced', 'spend'] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

const ALERT_ID = z.string().min(1).max(200);

/** The ledger's one row per (alert, user, channel). A digest has a row too, under its own id. */
const ROW = z.object({
  schema: z.literal(DELIVERY_SCHEMA),
  alert_id: ALERT_ID,
  user_id: USER_ID,
  channel_id: CHANNEL_ID,
  channel_kind: z.enum(CHANNEL_KINDS),
  state: z.enum(DELIVERY_STATES),
  hold_reason: z.enum(HOLD_REASONS).nullable(),
  failure_reason: z.enum(FAILURE_REASONS).nullable(),
  /** What the channel said when it last refused, neutralised and cut; null if it never did. */
  last_error: z.string().max(200).nullable(),
  /** Claims so far, the present one included. */
  attempts: z.int().nonnegative(),
  /** Claims over a lease that ran out: each may have cost one repeat of the message, under the same id. */
  repeats: z.int().nonnegative(),
  /** Sent after its validity, and marked so. */
  is_late: z.boolean(),
  owner: z.string().max(100).nullable(),
  lease_until_ms: TIME_MS.nullable(),
  next_attempt_ms: TIME_MS.nullable(),
  /** Of the address that it was last claimed for, without showing it; absent before that, and in rows of an older version. */
  address_key: z.string().max(100).optional(),
  /** The id that the channel gave, by which receipts come back. */
  message_id: z.string().max(200).nullable(),
  queued_ms: TIME_MS,
  sent_ms: TIME_MS.nullable(),
  delivered_ms: TIME_MS.nullable(),
  read_ms: TIME_MS.nullable(),
  failed_ms: TIME_MS.nullable(),
});

export type DeliveryRow = z.infer<typeof ROW>;
export const DELIVERY_ROW = ROW;
export const parseDeliveryRow = parserOf<DeliveryRow>(DELIVERY_SCHEMA, ROW);

export const DELIVERY_ORDER_SCHEMA = 'delivery-order.v1';

const CONTENT = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('alert'), alert: ALERT, entry_price: PRICE }),
  z.object({ kind: z.literal('digest'), digest: DIGEST_SHAPE }),
]);
export type DeliveryContent = z.infer<typeof CONTENT>;

/**
 * What `delivery-queue` carries: one message per row to send. It names user and channel and holds no address: the address, and
 * whether it may still be used, is read when the message is sent.
 */
const ORDER = z.object({
  schema: z.literal(DELIVERY_ORDER_SCHEMA),
  user_id: USER_ID,
  channel_id: CHANNEL_ID,
  channel_kind: z.enum(CHANNEL_KINDS),
  planned_time_ms: TIME_MS,
  content: CONTENT,
});

export type DeliveryOrder = z.infer<typeof ORDER>;
export const parseDeliveryOrder = parserOf<DeliveryOrder>(DELIVERY_ORDER_SCHEMA, ORDER);

/** The id that the ledger's row has for a content. */
export const contentId = (content: DeliveryContent): string =>
  (content.kind === 'alert' ? content.alert.alert_id : content.digest.digest_id);
