import * as z from 'zod';
import { MARKET } from './common';
import { parserOf } from './contract';

export const PAGE_CONFIG_SCHEMA = 'page-config.v1';

/** What the page reads first, from `/config.json` beside it. Public: it holds no secret. */
const SHAPE = z.object({
  schema: z.literal(PAGE_CONFIG_SCHEMA),
  market: MARKET,
  /** Market seconds per second: the page's clock follows the market's. */
  speed: z.number().positive(),
  /** When the market's clock and the machine's agreed, epoch ms: market time = anchor + (now - anchor) * speed. */
  anchor_ms: z.number().nonnegative(),
  /** Where the stream serves `/activity`, `/private`, `/vip` and `/public`, e.g. `wss://stream.example.com`; null: the page asks the HTTP API instead. */
  stream_url: z.string().nullable(),
  /** Whether `GET` of the API is answered without a token, as on one's own machine. */
  open_reads: z.boolean(),
  code_version: z.string().nullable(),
});

export type PageConfig = z.infer<typeof SHAPE>;
export const parsePageConfig = parserOf<PageConfig>(PAGE_CONFIG_SCHEMA, SHAPE);
