import * as z from 'zod';
import { MARKET, TIME_MS } from './common';
import { parserOf } from './contract';
import { WHALE_ORDER } from './whale-order';

export const WHALE_FEED_SCHEMA = 'whale-feed.v1';

/** A hot level as it stands, or as it ended: `removed_time_ms` is when it died on the venue's clock, null while it lives. */
const CHANGE = z.object({ order: WHALE_ORDER, removed_time_ms: TIME_MS.nullable() });
export type WhaleChange = z.infer<typeof CHANGE>;

/**
 * What the whale scanner tells each stream task, in order on one connection: first a `snapshot` of every hot level, then `changes`,
 * and a `heartbeat` when nothing else was said for a second. `sequence` counts up by one from the snapshot's.
 */
const SHAPE = z.discriminatedUnion('kind', [
  z.object({
    schema: z.literal(WHALE_FEED_SCHEMA), kind: z.literal('snapshot'), sequence: z.int().nonnegative(), sent_time_ms: TIME_MS, market: MARKET,
    orders: z.array(WHALE_ORDER),
  }),
  z.object({ schema: z.literal(WHALE_FEED_SCHEMA), kind: z.literal('changes'), sequence: z.int().nonnegative(), sent_time_ms: TIME_MS, changes: z.array(CHANGE) }),
  z.object({ schema: z.literal(WHALE_FEED_SCHEMA), kind: z.literal('heartbeat'), sequence: z.int().nonnegative(), sent_time_ms: TIME_MS }),
]);

export type WhaleFeedMessage = z.infer<typeof SHAPE>;
export const parseWhaleFeed = parserOf<WhaleFeedMessage>(WHALE_FEED_SCHEMA, SHAPE);

/** What a stream task must say first. */
export const parseWhaleFeedHello = parserOf<{ token: string }>('whale-feed-hello.v1', z.object({ token: z.string().max(1_000) }));
