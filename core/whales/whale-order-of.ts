import type { Market } from '../contracts/common';
import { WHALE_ORDER_SCHEMA, type WhaleOrder } from '../contracts/whale-order';
import { categoryOf } from './categories';
import type { SpoofScore } from './spoof';
import type { SuccessRate } from './success-rate';
import type { TimeFactors } from './time-factors';
import type { Wall } from './wall';
import type { MarketContext, Weighing } from './weighing';
import { WEIGHTS_VERSION, weightTerms } from './weights';

/** Where a session's events come from, and what decides on them. */
export interface WhaleSource {
  readonly venue: 'binance' | 'binance-usdm';
  readonly market: Market;
  /** Hash of all settings, and of the code (D-1). Null where nobody keeps them. */
  readonly configHash?: string | null;
  readonly codeVersion?: string | null;
}

export interface WhaleOrderParts {
  readonly symbol: string;
  readonly wall: Wall;
  readonly weighing: Weighing;
  readonly context: MarketContext;
  readonly success: SuccessRate;
  readonly spoof: SpoofScore;
  readonly source: WhaleSource;
  /** Venue time, epoch ms. */
  readonly nowMs: number;
  readonly recordingPosition: string | null;
}

const MILLION = 1_000_000;

/** Six decimals are a millionth of what the weights can say. */
const short = (value: number): number => Math.round(value * MILLION) / MILLION;

const timeFactorsIn = ({ linear_1h, exponential_30m, logarithmic, adaptive }: TimeFactors): TimeFactors =>
  ({ linear_1h: short(linear_1h), exponential_30m: short(exponential_30m), logarithmic: short(logarithmic), adaptive: short(adaptive) });

const termsIn = (terms: Readonly<Record<string, number | null>>): Record<string, number | null> =>
  Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, term === null ? null : short(term)]));

const fateOf = ({ ledger, data }: Wall): WhaleOrder['fate'] => {
  const { first, added, filled, pulled, rest } = ledger.quantities;
  return {
    kind: data.fate, first_quantity: first, added_quantity: added, filled_quantity: filled, pulled_quantity: pulled, rest_quantity: rest,
    moved_to_price: data.movedToPrice,
  };
};

const analyticsOf = ({ wall, weighing, success, spoof }: WhaleOrderParts): WhaleOrder['analytics'] => ({
  size_vs_average_top10: wall.data.ratios.excludingSelf,
  distance_to_round_level: weighing.round.distance,
  is_psycho_level: weighing.round.isPsycho,
  historical_success_rate: success.rate ?? null,
  distance_to_price: weighing.distanceToPrice,
  size_vs_average_top10_inclusive: wall.data.ratios.inclusive,
  size_vs_median_top10: wall.data.ratios.median,
  historical_success_low: success.low ?? null,
  historical_success_high: success.high ?? null,
  historical_success_n: success.n,
  spoof_score: spoof.score ?? null,
  spoof_n: spoof.n,
});

const weightsIn = ({ conservative, aggressive, hybrid, recommended, time_focused, size_focused, context_adjusted }: Weighing['weights']): WhaleOrder['weights'] =>
  ({ conservative, aggressive, hybrid, recommended, time_focused, size_focused, context_adjusted });

/** The message of one level as it stands or as it ended, fields in the contract's order. */
export const whaleOrderOf = (parts: WhaleOrderParts): WhaleOrder => {
  const { wall, weighing, context, source, nowMs } = parts;
  const { weights } = weighing;
  return {
    order_hash: wall.data.orderHash,
    symbol: parts.symbol,
    current_price: context.price,
    order_price: wall.data.price,
    usd_value: wall.notional,
    lifetime_seconds: weighing.lifetimeMs / 1_000,
    time_factors: timeFactorsIn(weighing.inputs.timeFactors),
    weights: weightsIn(weights),
    categories: {
      by_conservative: categoryOf(weights.conservative), by_aggressive: categoryOf(weights.aggressive),
      by_recommended: weighing.category, by_hybrid: categoryOf(weights.hybrid),
    },
    market_context: {
      symbol_volatility_1h: context.volatility1h ?? null, market_volatility: context.marketVolatility ?? null,
      time_of_day_factor: context.hours.timeOfDay ?? null, weekend_factor: context.hours.weekend ?? null,
    },
    analytics: analyticsOf(parts),
    schema: WHALE_ORDER_SCHEMA,
    exchange: source.venue,
    market: source.market,
    side: wall.data.side,
    incarnation: wall.data.incarnation,
    first_seen_ms: wall.data.firstSeenMs,
    updated_ms: nowMs,
    blind_seconds: weighing.blindMs / 1_000,
    weights_version: WEIGHTS_VERSION,
    weight_terms: termsIn(weightTerms(weighing.inputs)),
    fate: fateOf(wall),
    evidence: { config_hash: source.configHash ?? null, code_version: source.codeVersion ?? null, recording_position: parts.recordingPosition },
  };
};
