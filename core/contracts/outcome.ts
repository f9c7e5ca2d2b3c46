import * as z from 'zod';
import { HORIZONS_MINUTES, VOLATILITY_TERCILES } from './aftermath';
import { EXCHANGE, MARKET, OPPORTUNITY_TYPES, SIDE, SYMBOL, TIME_MS } from './common';
import { parserOf } from './contract';

export const OUTCOME_SCHEMA = 'outcome.v1';

/**
 * The null baseline: entries at random minutes of the same symbol, each counted in both directions, with the same exit rule and cost.
 * The mix of sides is put in where many outcomes are compared.
 */
const CONTROLS = z.object({
  n: z.int().positive(),
  buy_hits: z.int().nonnegative(),
  sell_hits: z.int().nonnegative(),
  buy_net_sum_fraction: z.number(),
  sell_net_sum_fraction: z.number(),
});

/** What an opportunity was worth at one horizon. Returns are fractions of the entry, signed in the direction of `side`. */
const SHAPE = z.object({
  schema: z.literal(OUTCOME_SCHEMA),
  opportunity_id: z.string().min(1).max(200),
  symbol: SYMBOL,
  market: MARKET,
  opportunity_type: z.enum(OPPORTUNITY_TYPES),
  side: SIDE,
  decision: z.enum(['accepted', 'rejected']),
  horizon_minutes: z.literal(HORIZONS_MINUTES),
  status: z.enum(['complete', 'blind']),
  /** Signed return at the horizon; null when blind. */
  return_fraction: z.number().nullable(),
  /** Best and worst excursion up to the horizon, both as signed fractions (favourable >= 0 >= adverse); null when blind. */
  favourable_fraction: z.number().nonnegative().nullable(),
  adverse_fraction: z.number().nonpositive().nullable(),
  /** Which level was touched first; inside one bar the stop counts first. `none` where no levels were set. */
  first_touch: z.enum(['stop', 'target1', 'neither', 'none']),
  /** Venue, time and rule of the entry; null in items that were stored before they were kept. */
  exchange: EXCHANGE.nullable().default(null),
  entry_time_ms: TIME_MS.nullable().default(null),
  thesis: z.enum(['momentum', 'reversion']).nullable().default(null),
  /** Signed return where the thesis leaves: for momentum the horizon, for reversion the target, the stop, or else the horizon. */
  exit_return_fraction: z.number().nullable().default(null),
  /** What it costs: taker fees of both ways, and half the spread on leaving (the half on entering is in the entry). */
  fee_fraction: z.number().nonnegative().nullable().default(null),
  exit_spread_fraction: z.number().nonnegative().nullable().default(null),
  /** exit_return - fee - exit_spread. */
  net_return_fraction: z.number().nullable().default(null),
  /** Why there is no answer, in the words of the aftermath. */
  blind_reason: z.string().nullable().default(null),
  config_hash: z.string().max(100).nullable().default(null),
  /** The signal's, as it was stated before anything was known. */
  confidence: z.number().min(0).max(1).nullable().default(null),
  volatility: z.enum(VOLATILITY_TERCILES).nullable().default(null),
  controls: CONTROLS.nullable().default(null),
});

export type OutcomeControls = z.infer<typeof CONTROLS>;
export type Outcome = z.infer<typeof SHAPE>;
export const OUTCOME = SHAPE;
export const parseOutcome = parserOf<Outcome>(OUTCOME_SCHEMA, SHAPE);
