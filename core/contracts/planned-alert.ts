import * as z from 'zod';
import { ALERT } from './alert';
import { CHANNEL_ID, CHANNEL_KINDS } from './channel';
import { PRICE, TIME_MS } from './common';
import { parserOf } from './contract';
import { HOLD_REASONS, SEVERITIES } from './digest';
import { USER_ID } from './user';

export const PLANNED_ALERT_SCHEMA = 'planned-alert.v1';

/** That an alert was planned for a user, once, and all that is needed to put its messages on the delivery queue again. */
const SHAPE = z.object({
  schema: z.literal(PLANNED_ALERT_SCHEMA),
  user_id: USER_ID,
  alert: ALERT,
  entry_price: PRICE,
  severity: z.enum(SEVERITIES),
  score: z.number().nullable(),
  /** Planned after its validity, within the grace. */
  is_late: z.boolean(),
  /** Channels that it goes out on; empty when held. */
  channels: z.array(z.object({ channel_id: CHANNEL_ID, kind: z.enum(CHANNEL_KINDS) })),
  hold_reason: z.enum(HOLD_REASONS).nullable(),
  planned_time_ms: TIME_MS,
  /** Whether its messages are known to be on the delivery queue; true from the start where there are none. */
  is_enqueued: z.boolean(),
});

export type PlannedAlert = z.infer<typeof SHAPE>;
export const parsePlannedAlert = parserOf<PlannedAlert>(PLANNED_ALERT_SCHEMA, SHAPE);
