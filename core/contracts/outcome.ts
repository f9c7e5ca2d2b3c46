import * as z from 'zod';
import { HORIZONS_MINUTES } from './aftermath';
import { MARKET, OPPORTUNITY_TYPES, SIDE, SYMBOL } from './common';
import { parserOf } from './contract';

export const OUTCOME_SCHEMA = 'outcome.v1';

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
});

export type Outcome = z.infer<typeof SHAPE>;
export const parseOutcome = parserOf<Outcome>(OUTCOME_SCHEMA, SHAPE);
