import * as z from 'zod';
import { MARKET, TIME_MS } from './common';
import { parserOf } from './contract';
import { WHALE_ORDER } from './whale-order';

export const WHALE_STREAM_SCHEMA = 'whale-stream.v1';

export const STREAM_TIERS = ['private', 'vip', 'public'] as const;
export type StreamTier = (typeof STREAM_TIERS)[number];

/** Why a message was sent (S2.29). */
export const STREAM_TRIGGERS = ['new_hot', 'left_hot', 'category_change', 'weight_change', 'usd_value_change'] as const;
export type StreamTrigger = (typeof STREAM_TRIGGERS)[number];

const HEAD = {
  schema: z.literal(WHALE_STREAM_SCHEMA),
  tier: z.enum(STREAM_TIERS),
  /** Names this task's numbering of this tier: a `sequence` means something only beside it. */
  stream_id: z.string(),
  /** Counts up by one on this tier; a snapshot repeats the number of the last message that it contains. */
  sequence: z.int().nonnegative(),
  sent_time_ms: TIME_MS,
  market: MARKET,
};

/** What a client of a tier receives. `dropped` counts messages of this tier that newer ones of the same level replaced (C2.23). */
const SHAPE = z.discriminatedUnion('type', [
  z.object({ ...HEAD, type: z.literal('snapshot'), orders: z.array(WHALE_ORDER), dropped: z.int().nonnegative() }),
  z.object({ ...HEAD, type: z.literal('order'), trigger: z.enum(STREAM_TRIGGERS), order: WHALE_ORDER, dropped: z.int().nonnegative() }),
  z.object({
    ...HEAD, type: z.literal('removed'), trigger: z.literal('left_hot'), order: WHALE_ORDER, removed_time_ms: TIME_MS, dropped: z.int().nonnegative(),
  }),
]);

export type WhaleStreamMessage = z.infer<typeof SHAPE>;
export const parseWhaleStream = parserOf<WhaleStreamMessage>(WHALE_STREAM_SCHEMA, SHAPE);

/** First message of a client that was cut: what it has already. Answered by the missed messages, or by a snapshot. */
export interface ResumeRequest {
  readonly resume: { readonly stream_id: string; readonly sequence: number };
}
