import { WHALE_ORDER_SCHEMA, type WhaleCategory, type WhaleOrder } from '../../core/contracts/whale-order';

/** `BTCUSDT-` and the number as twelve hex digits. */
export const hashOf = (number: number): string => `BTCUSDT-${number.toString(16).padStart(12, '0')}`;

export interface OrderChoice {
  readonly number?: number;
  readonly category?: WhaleCategory;
  /** All seven weights. */
  readonly weight?: number;
  readonly usdValue?: number;
  readonly updatedMs?: number;
}

/** A level like the source's sample (S2.28), with what a test wants to be different. */
export const whaleOrder = ({ number = 1, category = 'diamond', weight = 0.7, usdValue = 125_000, updatedMs = 1_700_000_000_000 }: OrderChoice = {}): WhaleOrder => ({
  order_hash: hashOf(number), symbol: 'BTCUSDT', current_price: 65_420.5, order_price: 65_500, usd_value: usdValue, lifetime_seconds: 847,
  time_factors: { linear_1h: 0.235, exponential_30m: 0.375, logarithmic: 0.566, adaptive: 0.369 },
  weights: {
    conservative: weight, aggressive: weight, hybrid: weight, recommended: weight, time_focused: weight, size_focused: weight, context_adjusted: weight,
  },
  categories: { by_conservative: category, by_aggressive: category, by_recommended: category, by_hybrid: category },
  market_context: { symbol_volatility_1h: 0.0234, market_volatility: 0.0445, time_of_day_factor: 0.78, weekend_factor: 0.65 },
  analytics: {
    size_vs_average_top10: 8.9, distance_to_round_level: 0, is_psycho_level: true, historical_success_rate: null, distance_to_price: 0.0012,
    size_vs_average_top10_inclusive: 5.2, size_vs_median_top10: 9.3, historical_success_low: null, historical_success_high: null,
    historical_success_n: 3, spoof_score: null, spoof_n: 2,
  },
  schema: WHALE_ORDER_SCHEMA, exchange: 'binance', market: 'simulated', side: 'sell', incarnation: 1,
  first_seen_ms: 1_699_999_153_000, updated_ms: updatedMs, blind_seconds: 0, weights_version: 'w1', weight_terms: { linear_1h: 0.235 },
  fate: { kind: null, first_quantity: 2, added_quantity: 0, filled_quantity: 0, pulled_quantity: 0, rest_quantity: 2, moved_to_price: null },
  evidence: { config_hash: 'c0ffee', code_version: 'v1', recording_position: 'segment-1:42' },
});
