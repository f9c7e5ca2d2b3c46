import * as z from 'zod';
import { TIME_MS } from './common';
import { parserOf } from './contract';

export const QUEUE_PAGE_SCHEMA = 'queue-page.v1';

/** How many messages wait, are being handled, or were given up. The counts are the queue's own, approximate ones. */
const QUEUE = z.object({
  name: z.string(), waiting: z.int().nonnegative(), in_flight: z.int().nonnegative(), delayed: z.int().nonnegative(), dead_letters: z.int().nonnegative(),
});

/** The answer of `GET /api/queues`. */
const SHAPE = z.object({ schema: z.literal(QUEUE_PAGE_SCHEMA), time_ms: TIME_MS, queues: z.array(QUEUE) });

export type QueueDepth = z.infer<typeof QUEUE>;
export type QueuePage = z.infer<typeof SHAPE>;
export const parseQueuePage = parserOf<QueuePage>(QUEUE_PAGE_SCHEMA, SHAPE);
