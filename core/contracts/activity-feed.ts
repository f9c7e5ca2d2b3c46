import * as z from 'zod';
import { ACTIVITY } from './activity';
import { TIME_MS } from './common';
import { parserOf } from './contract';

export const ACTIVITY_FEED_SCHEMA = 'activity-feed.v1';

/** Lines that one answer holds at most. */
export const FEED_LINES = 500;

/**
 * Lines of the activity log, oldest first, and how each part of the product is now: the answer of `GET /api/activity`, and every
 * message of the WebSocket `/activity`. Lines may come twice, and one may come behind a slightly younger one: a reader knows them by the
 * key of their entry (`entryKey`).
 */
const SHAPE = z.object({
  schema: z.literal(ACTIVITY_FEED_SCHEMA),
  lines: z.array(ACTIVITY).max(FEED_LINES),
  /** The newest line of each part's health; on the WebSocket only of those that changed. */
  health: z.array(ACTIVITY),
  /** To be given as `since_ms`: where to go on. Reaches back far enough that nothing that was being written is missed. */
  next_ms: TIME_MS,
  /** More lines follow at once: ask again. */
  has_more: z.boolean(),
  /** What was asked for reaches further back than the log is read: these are the latest lines, and between them and the reader's own some may be missing. */
  is_restart: z.literal(true).optional(),
});

export type ActivityFeed = z.infer<typeof SHAPE>;
export const parseActivityFeed = parserOf<ActivityFeed>(ACTIVITY_FEED_SCHEMA, SHAPE);

/** First message on the WebSocket `/activity`: who asks, and where to go on. Without `since_ms` the feed begins with the latest lines. */
export const ACTIVITY_HELLO = z.strictObject({ token: z.string().max(200), since_ms: TIME_MS.optional() });
