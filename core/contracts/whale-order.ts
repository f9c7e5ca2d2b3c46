import * as z from 'zod';
import { EXCHANGE, MARKET, PRICE, SIDE, SYMBOL, TIME_MS } from './common';
import { parserOf } from './contract';

export const WHALE_ORDER_SCHEMA = 'whale-order.v1';

export const WHALE_CATEGORIES = ['basic', 'gold', 'diamond'] as const;
export type WhaleCategory = (typeof WHALE_CATEGORIES)[number];

/** The six algorithms (C2.6). The first three are the source's, the others our definition. */
export const WEIGHT_ALGORITHMS = ['conservative', 'aggressive', 'hybrid', 'time_focused', 'size_focused', 'context_adjusted'] as const;
export type WeightAlgorithm = (typeof WEIGHT_ALGORITHMS)[number];

const SHARE = z.number().min(0).max(1);
const CATEGORY = z.enum(WHALE_CATEGORIES);

export const FATES = ['filled', 'pulled', 'moved', 'unknown'] as const;
export type FateKind = (typeof FATES)[number];

/**
 * What became of a level's quantity so far (base units). `first + added = filled + pulled + rest`, always; `pulled` is what went without a
 * trade that was seen. `kind` is null while the level lives; `unknown` where most of it went while the feed was blind.
 */
const FATE = z.object({
  kind: z.enum(FATES).nullable(),
  first_quantity: z.number().nonnegative(),
  added_quantity: z.number().nonnegative(),
  filled_quantity: z.number().nonnegative(),
  pulled_quantity: z.number().nonnegative(),
  rest_quantity: z.number().nonnegative(),
  /** Where a moved level went. */
  moved_to_price: PRICE.nullable(),
});

/**
 * One large level of a book (C2.10: a level, never claimed to be one order), in the source's names and order (S2.22-S2.27), then the
 * additions. USD is the quote currency's; ratios are fractions; null where there was no answer.
 */
const SHAPE = z.object({
  order_hash: z.string().regex(/^[A-Z0-9._-]{1,32}-[0-9a-f]{12}$/, 'expected SYMBOL- and 12 hex digits'),
  symbol: SYMBOL,
  current_price: PRICE,
  order_price: PRICE,
  usd_value: z.number().nonnegative(),
  lifetime_seconds: z.number().nonnegative(),
  time_factors: z.object({ linear_1h: SHARE, exponential_30m: SHARE, logarithmic: SHARE, adaptive: SHARE }),
  weights: z.object({
    conservative: SHARE, aggressive: SHARE, hybrid: SHARE, recommended: SHARE, time_focused: SHARE, size_focused: SHARE, context_adjusted: SHARE,
  }),
  categories: z.object({ by_conservative: CATEGORY, by_aggressive: CATEGORY, by_recommended: CATEGORY, by_hybrid: CATEGORY }),
  market_context: z.object({
    symbol_volatility_1h: z.number().nonnegative().nullable(),
    market_volatility: z.number().nonnegative().nullable(),
    time_of_day_factor: SHARE.nullable(),
    weekend_factor: SHARE.nullable(),
  }),
  analytics: z.object({
    size_vs_average_top10: z.number().nonnegative(),
    /** From the level's own price to the nearest round one, as a fraction of it (C2.13). */
    distance_to_round_level: z.number().nonnegative(),
    is_psycho_level: z.boolean(),
    /** Share of past hot levels of this category that held; null below 20 of them (C2.14). */
    historical_success_rate: SHARE.nullable(),
    distance_to_price: z.number().nonnegative(),
    size_vs_average_top10_inclusive: z.number().nonnegative(),
    size_vs_median_top10: z.number().nonnegative(),
    historical_success_low: SHARE.nullable(),
    historical_success_high: SHARE.nullable(),
    historical_success_n: z.int().nonnegative(),
    /** Pattern consistent with pulled liquidity: pulled as the price came near / times it came near; null below 5 of them. */
    spoof_score: SHARE.nullable(),
    spoof_n: z.int().nonnegative(),
  }),
  schema: z.literal(WHALE_ORDER_SCHEMA),
  exchange: EXCHANGE,
  market: MARKET,
  /** `buy` is a bid level, `sell` an ask level (C2.12). */
  side: SIDE,
  incarnation: z.int().positive(),
  first_seen_ms: TIME_MS,
  updated_ms: TIME_MS,
  /** Part of the lifetime during which the book was not seen. */
  blind_seconds: z.number().nonnegative(),
  weights_version: z.string(),
  /** The terms of every weight by name (C2.5): what each share was multiplied with. */
  weight_terms: z.record(z.string(), z.number().nullable()),
  fate: FATE,
  /** Evidence for the operator; stripped on every other tier. */
  evidence: z.object({ config_hash: z.string().nullable(), code_version: z.string().nullable(), recording_position: z.string().nullable() }).optional(),
});

export type WhaleOrder = z.infer<typeof SHAPE>;
export const WHALE_ORDER = SHAPE;
export const parseWhaleOrder = parserOf<WhaleOrder>(WHALE_ORDER_SCHEMA, SHAPE);
