import * as z from 'zod';
import { EXCHANGE, MARKET, OPPORTUNITY_TYPES, PRICE, SIDE, SYMBOL, TIME_MS, WIRE_BAR } from './common';
import { parserOf } from './contract';

export const AFTERMATH_SCHEMA = 'aftermath.v1';
export const HORIZONS_MINUTES = [1, 5, 15, 60] as const;

/** What followed one opportunity up to one horizon, sent by the scanner to `performance-queue`. */
const SHAPE = z.object({
  schema: z.literal(AFTERMATH_SCHEMA),
  /** The opportunity's dedupe_key. */
  opportunity_id: z.string().min(1).max(200),
  event_id: z.string(),
  symbol: SYMBOL,
  exchange: EXCHANGE,
  market: MARKET,
  opportunity_type: z.enum(OPPORTUNITY_TYPES),
  side: SIDE,
  horizon_minutes: z.literal(HORIZONS_MINUTES),
  /** `blind`: the feed was not whole over the horizon, so there is no outcome to state. */
  status: z.enum(['complete', 'blind']),
  blind_reason: z.string().nullable(),
  /** Price when the opportunity was found, and its venue time. */
  entry_price: PRICE,
  entry_time_ms: TIME_MS,
  /** Last price at the horizon and the extremes up to it; null when blind or when nothing traded. */
  price: PRICE.nullable(),
  high: PRICE.nullable(),
  low: PRICE.nullable(),
  /** One-minute bars counted from the entry, oldest first; empty minutes are flat. */
  bars: z.array(WIRE_BAR).max(60),
});

export type Aftermath = z.infer<typeof SHAPE>;
export const parseAftermath = parserOf<Aftermath>(AFTERMATH_SCHEMA, SHAPE);
