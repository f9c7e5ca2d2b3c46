import * as z from 'zod';
import { CONDITION, CONFIDENCE_KIND, EXCHANGE, MARKET, OPPORTUNITY_TYPES, PRICE, SIDE, SYMBOL, TIME_MS, WIRE_BAR } from './common';
import { parserOf } from './contract';

export const OPPORTUNITY_SCHEMA = 'opportunity.v1';

/** One-minute bars that an opportunity carries at most: what the finder reads (S1.45). */
export const FINDER_BARS = 200;

/** The source format `volume_spark` is spelled `volume_spike` by some senders (C1.10). */
const TYPE = z.preprocess((type) => (type === 'volume_spike' ? 'volume_spark' : type), z.enum(OPPORTUNITY_TYPES));

/**
 * What the scanner found (S1.16 first, in the source's order; then the additions, C1.9).
 * Prices in quote currency, times in epoch ms UTC, ratios as fractions; null where there was no answer.
 */
const SHAPE = z.object({
  event_id: z.string().regex(/^opp-\d{8}-\d{6}-\d{3,}$/, 'expected opp-YYYYMMDD-HHMMSS-NNN'),
  symbol: SYMBOL,
  opportunity_type: TYPE,
  /** 1 = most volatile of `volatility_universe` symbols; null where the source has no ranking (replay). */
  volatility_rank: z.int().positive().nullable(),
  bb_squeeze_score: z.number().min(0).max(1).nullable(),
  ob_imbalance: z.number().min(-1).max(1).nullable(),
  volume_spike_x: z.number().nonnegative().nullable(),
  price: PRICE,
  timestamp: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'expected YYYY-MM-DDTHH:MM:SSZ'),
  trigger_action: z.literal('activate_finder'),
  schema: z.literal(OPPORTUNITY_SCHEMA),
  exchange: EXCHANGE,
  market: MARKET,
  side: SIDE,
  /** What the finding expects: that the move goes on (momentum) or turns (reversion). */
  thesis: z.enum(['momentum', 'reversion']),
  confidence: z.number().min(0).max(1),
  confidence_kind: CONFIDENCE_KIND,
  /** Names of every detector that held at this moment, not only the one that gave the type (C1.8). */
  fired: z.array(z.string()).min(1),
  volatility_universe: z.int().nonnegative().nullable(),
  /** `venue|symbol|detector@version|barCloseMs|side`: equal for a restart, a replay and a second scanner. */
  dedupe_key: z.string().min(1).max(200),
  exchange_time_ms: TIME_MS,
  received_time_ms: TIME_MS,
  decided_time_ms: TIME_MS,
  /** When the scanner handed it to the queue; null until then. */
  emitted_time_ms: TIME_MS.nullable(),
  bid_price: PRICE.nullable(),
  ask_price: PRICE.nullable(),
  tick_size: PRICE.nullable(),
  conditions: z.array(CONDITION),
  /** The last closed one-minute bars, oldest first, at most `FINDER_BARS`: all that the finder needs. */
  bars: z.array(WIRE_BAR).max(FINDER_BARS),
  /** Evidence (D-1): which settings and which code decided, and where in the recording; null where nothing is recorded. */
  config_hash: z.string().max(100).nullable().default(null),
  code_version: z.string().max(100).nullable().default(null),
  /** `session/record`: the record whose acceptance gave this finding. */
  recording_position: z.string().max(100).nullable().default(null),
});

export type Opportunity = z.infer<typeof SHAPE>;
export const parseOpportunity = parserOf<Opportunity>(OPPORTUNITY_SCHEMA, SHAPE);
