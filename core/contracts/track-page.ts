import * as z from 'zod';
import { HORIZONS_MINUTES } from './aftermath';
import { MARKET, OPPORTUNITY_TYPES } from './common';
import { parserOf } from './contract';

export const TRACK_PAGE_SCHEMA = 'track-page.v1';

const FRACTION = z.number().nullable();
/** 95 %. */
const INTERVAL = z.object({ low: z.number(), high: z.number() }).nullable();
/** Against entries at random minutes; where there is none, why. */
const COMPARED = z.object({ value: z.number(), interval: z.object({ low: z.number(), high: z.number() }) }).nullable();

/** The record of one group. Returns are fractions of the entry after fees and spread; null where the data leaves it open. */
export const TRACK_PAGE_ROW = z.object({
  type: z.enum(OPPORTUNITY_TYPES),
  decision: z.enum(['accepted', 'rejected']),
  horizon_minutes: z.literal(HORIZONS_MINUTES),
  /** `all`: over the last `days`; the others since counting began, of accepted ones at the reference horizon. */
  dimension: z.enum(['all', 'volatility', 'confidence', 'session', 'week', 'symbol', 'settings']),
  /**
   * `-`; `low`, `middle`, `high`; the tenth of the confidence, `0` to `9`; `asia`, `europe`, `america`, `late`; `weekday`, `weekend`; the
   * symbol, or the settings, that were asked for.
   */
  group: z.string(),
  n: z.int().nonnegative(),
  blind: z.int().nonnegative(),
  halted: z.int().nonnegative(),
  /** False: say "not enough data", rank by nothing. */
  has_enough_data: z.boolean(),
  /** Share of the results whose horizon was seen. */
  coverage: FRACTION,
  hit_rate: FRACTION,
  hit_interval: INTERVAL,
  mean_net_fraction: FRACTION,
  mean_net_interval: INTERVAL,
  median_net_fraction: FRACTION,
  mean_favourable_fraction: FRACTION,
  mean_adverse_fraction: FRACTION,
  profit_factor: z.number().nullable(),
  /** Largest fall of the equal-stake curve, in stakes; of accepted ones at the reference horizon alone. */
  max_drawdown: z.number().nullable(),
  sharpe: z.number().nullable(),
  /** Hit rate as a multiple of that of random entries: 1 is chance. */
  lift: COMPARED,
  /** Mean net return over that of random entries: 0 is chance. */
  edge: COMPARED,
  /** `too-few-days`, `no-controls`, …: why there is no lift or edge; null where there is one. */
  no_lift_reason: z.string().nullable(),
});

/**
 * The answer of `GET /api/track?market=<market>`: every group but symbols and settings, of which there are as many as were ever counted.
 * With `&symbol=<symbol>` or `&settings=<hash>` the rows of that one alone.
 */
const SHAPE = z.object({
  schema: z.literal(TRACK_PAGE_SCHEMA),
  market: MARKET,
  days: z.int().positive(),
  /** Fewest results of which anything is said. */
  min_outcomes: z.int().positive(),
  rows: z.array(TRACK_PAGE_ROW),
});

export type TrackPageRow = z.infer<typeof TRACK_PAGE_ROW>;
export type TrackPage = z.infer<typeof SHAPE>;
export const parseTrackPage = parserOf<TrackPage>(TRACK_PAGE_SCHEMA, SHAPE);
