import * as z from 'zod';
import { EXCHANGE, MARKET, OPPORTUNITY_TYPES, PRICE, SIDE, SYMBOL, TIME_MS, WIRE_BAR } from './common';
import { parserOf } from './contract';

export const AFTERMATH_SCHEMA = 'aftermath.v1';
export const HORIZONS_MINUTES = [1, 5, 15, 60] as const;
export const VOLATILITY_TERCILES = ['low', 'middle', 'high'] as const;
export type VolatilityTercile = (typeof VOLATILITY_TERCILES)[number];

/** Entries without a signal that an aftermath may carry. */
export const MAX_CONTROLS = 16;

/** What the symbol did, as fractions of a price: the move to the end of a window, the highest and the lowest point in it. */
const EXCURSION = z.tuple([z.number(), z.number(), z.number()]);

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
  /** (ask - bid) / mid when the opportunity was found; null where the book was unknown. */
  spread_fraction: z.number().nonnegative().nullable().default(null),
  /** Which settings found it, as in the opportunity. */
  config_hash: z.string().max(100).nullable().default(null),
  /** How volatile the last minutes were among those before them; null where the opportunity carried too few bars. */
  volatility: z.enum(VOLATILITY_TERCILES).nullable().default(null),
  /** What the symbol did over windows as long as the horizon from random minutes before the opportunity: the null baseline. */
  controls: z.array(EXCURSION).max(MAX_CONTROLS).default([]),
});

/** [move, highest, lowest] as fractions of the price at the start of the window. */
export type WireExcursion = z.infer<typeof EXCURSION>;
export type Aftermath = z.infer<typeof SHAPE>;
export const AFTERMATH = SHAPE;
export const parseAftermath = parserOf<Aftermath>(AFTERMATH_SCHEMA, SHAPE);
