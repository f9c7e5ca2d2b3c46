import * as z from 'zod';
import { AFTERMATH } from './aftermath';
import { WIRE_BAR } from './common';
import { parserOf } from './contract';
import { DELIVERY_ROW } from './delivery';
import { HOP } from './hop';
import { FINDER_BARS } from './opportunity';
import { OUTCOME } from './outcome';
import { SIGNAL } from './signal';
import { TRACK_PAGE_ROW } from './track-page';

export const OPPORTUNITY_DETAIL_SCHEMA = 'opportunity-detail.v1';

/** All that is known of one opportunity: the answer of `GET /api/opportunities/<id>`. */
const SHAPE = z.object({
  schema: z.literal(OPPORTUNITY_DETAIL_SCHEMA),
  signal: SIGNAL,
  /** The one-minute bars that it was found and judged on, oldest first; empty where they were not kept. */
  bars: z.array(WIRE_BAR).max(FINDER_BARS),
  /** What followed, by horizon: at most one for each, the longest has the most bars. `controls` are left out. */
  aftermaths: z.array(AFTERMATH),
  outcomes: z.array(OUTCOME),
  /** The ledger's rows of this alert, for all users. */
  deliveries: z.array(DELIVERY_ROW),
  /** What accepted ones of its type came to (15 minutes after): on its symbol, and by the settings that found it. No row where nothing was counted. */
  track: z.object({ min_outcomes: z.int().positive(), rows: z.array(TRACK_PAGE_ROW).max(2) }),
  hops: z.array(HOP),
  /** What the alert cost, USD, by list prices; null where nothing was planned for anyone. */
  cost: z.object({ usd: z.number().nonnegative(), parts: z.record(z.string(), z.number()), region: z.string(), as_of: z.string() }).nullable(),
});

export type OpportunityDetail = z.infer<typeof SHAPE>;
export const parseOpportunityDetail = parserOf<OpportunityDetail>(OPPORTUNITY_DETAIL_SCHEMA, SHAPE);
