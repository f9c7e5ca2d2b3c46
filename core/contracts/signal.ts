import * as z from 'zod';
import { CONDITION, CONFIDENCE_KIND, EXCHANGE, MARKET, OPPORTUNITY_TYPES, PRICE, SIDE, SYMBOL, TIME_MS } from './common';
import { parserOf } from './contract';

export const SIGNAL_SCHEMA = 'signal.v1';

/** The finder's answer to one opportunity, accepted or rejected, with every check it made. Published to SNS `signals`. */
const SHAPE = z.object({
  schema: z.literal(SIGNAL_SCHEMA),
  /** The opportunity's dedupe_key: one decision per opportunity. */
  signal_id: z.string().min(1).max(200),
  event_id: z.string(),
  symbol: SYMBOL,
  exchange: EXCHANGE,
  market: MARKET,
  opportunity_type: z.enum(OPPORTUNITY_TYPES),
  fired: z.array(z.string()).min(1),
  /** The opportunity's condition table: why the detectors fired. */
  conditions: z.array(CONDITION),
  side: SIDE,
  thesis: z.enum(['momentum', 'reversion']),
  decision: z.enum(['accepted', 'rejected']),
  /** One named reason per failed check; empty when accepted. */
  reject_reasons: z.array(z.string()),
  checks: z.array(CONDITION),
  /** Price levels; null where the bars did not suffice to set them. */
  entry_price: PRICE,
  stop_price: PRICE.nullable(),
  target1_price: PRICE.nullable(),
  target2_price: PRICE.nullable(),
  /** After this the entry is stale. */
  valid_until_ms: TIME_MS,
  confidence: z.number().min(0).max(1),
  confidence_kind: CONFIDENCE_KIND,
  volatility_rank: z.int().positive().nullable(),
  bb_squeeze_score: z.number().nullable(),
  ob_imbalance: z.number().nullable(),
  volume_spike_x: z.number().nullable(),
  price: PRICE,
  timestamp: z.string(),
  exchange_time_ms: TIME_MS,
  received_time_ms: TIME_MS,
  decided_time_ms: TIME_MS,
  emitted_time_ms: TIME_MS.nullable(),
});

export type Signal = z.infer<typeof SHAPE>;
export const SIGNAL = SHAPE;
export const parseSignal = parserOf<Signal>(SIGNAL_SCHEMA, SHAPE);
