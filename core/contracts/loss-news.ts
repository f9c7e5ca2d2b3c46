import * as z from 'zod';
import { TIME_MS } from './common';
import { parserOf } from './contract';

export const LOSS_NEWS_SCHEMA = 'loss-news.v1';

/** A run of losses that is to be told, with what it changed: goes to the log as it is. */
const SHAPE = z.object({
  schema: z.literal(LOSS_NEWS_SCHEMA),
  losses: z.int().positive(),
  /** Entry of its first loss. */
  since_ms: TIME_MS,
  /** Runs as long that chance gives in a day at the long-run hit rate. */
  expected_runs_per_day: z.number().nonnegative(),
  /** What is added to the least confidence of an alert, before and after; null where nothing was raised. */
  raise: z.object({ from: z.number(), to: z.number(), until_ms: TIME_MS }).nullable(),
});

export type LossNews = z.infer<typeof SHAPE>;
export const parseLossNews = parserOf<LossNews>(LOSS_NEWS_SCHEMA, SHAPE);
