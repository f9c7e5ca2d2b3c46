import * as z from 'zod';
import { EXCHANGE, MARKET, OPPORTUNITY_TYPES, SIDE, SYMBOL, TIME_MS } from './common';
import { USER_ID } from './user';

export const DIGEST_SCHEMA = 'digest.v1';

/** Entries that a digest keeps; further ones are counted. */
export const DIGEST_CAPACITY = 50;

/**
 * Why an alert was not sent at once. `no-channel`: none is enabled and confirmed. `spend`: the month's SMS money is used up. `standby`:
 * the channel waits for another one to fail.
 */
export const HOLD_REASONS = [
  'quiet', 'budget', 'cooldown', 'not-bigger', 'losses', 'muted', 'snoozed', 'expired', 'disabled', 'pending', 'stopped', 'spend', 'standby', 'no-channel',
] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

export const SEVERITIES = ['critical', 'normal'] as const;
export type Severity = (typeof SEVERITIES)[number];

const ITEM = z.object({
  alert_id: z.string().min(1).max(200),
  symbol: SYMBOL,
  exchange: EXCHANGE,
  market: MARKET,
  opportunity_type: z.enum(OPPORTUNITY_TYPES),
  side: SIDE,
  confidence: z.number().min(0).max(1),
  severity: z.enum(SEVERITIES),
  /** Expected net return as a fraction, times the user's feedback; null where the signal has no levels to expect anything from. */
  score: z.number().nullable(),
  reason: z.enum(HOLD_REASONS),
  time_ms: TIME_MS,
  /** How many alerts of the same exchange, symbol, type and side this entry stands for, itself included: the best of them. */
  count: z.int().positive(),
});
export type DigestItem = z.infer<typeof ITEM>;

/** Every held alert is counted once in `count` of an item or in `more`, and once in `reasons`. */
export const DIGEST_BODY = z.object({
  items: z.array(ITEM).max(DIGEST_CAPACITY),
  more: z.int().nonnegative(),
  reasons: z.partialRecord(z.enum(HOLD_REASONS), z.int().nonnegative()),
});
export type DigestBody = z.infer<typeof DIGEST_BODY>;

/** What was held back for one user, best first: critical before normal, then by score. */
const SHAPE = DIGEST_BODY.extend({
  schema: z.literal(DIGEST_SCHEMA),
  digest_id: z.string().min(1).max(200),
  user_id: USER_ID,
  from_ms: TIME_MS,
  to_ms: TIME_MS,
});

export type Digest = z.infer<typeof SHAPE>;
export const DIGEST_SHAPE = SHAPE;
