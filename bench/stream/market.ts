import { WHALE_ORDER_SCHEMA, type WhaleOrder } from '../../core/contracts/whale-order';

/** A hot level of the usual size on the wire. `publishedUs` takes the place of its value, so that a client can tell how late it is. */
export const benchOrder = (number: number, weight: number, publishedUs: number): WhaleOrder => ({
  order_hash: `BTCUSDT-${number.toString(16).padStart(12, '0')}`, symbol: 'BTCUSDT', current_price: 65_420.5, order_price: 65_500 + number, usd_value: publishedUs, lifetime_seconds: 847.123,
  time_factors: { linear_1h: 0.2352777, exponential_30m: 0.3752137, logarithmic: 0.5662114, adaptive: 0.3691245 },
  weights: { conservative: weight, aggressive: weight, hybrid: weight, recommended: weight, time_focused: weight, size_focused: weight, context_adjusted: weight },
  categories: { by_conservative: 'gold', by_aggressive: 'gold', by_recommended: 'diamond', by_hybrid: 'gold' },
  market_context: { symbol_volatility_1h: 0.0234, market_volatility: 0.0445, time_of_day_factor: 0.78, weekend_factor: 0.65 },
  analytics: {
    size_vs_average_top10: 8.9, distance_to_round_level: 0, is_psycho_level: true, historical_success_rate: 0.61, distance_to_price: 0.0012, size_vs_average_top10_inclusive: 5.2,
    size_vs_median_top10: 9.3, historical_success_low: 0.52, historical_success_high: 0.69, historical_success_n: 120, spoof_score: 0.12, spoof_n: 25,
  },
  schema: WHALE_ORDER_SCHEMA, exchange: 'binance', market: 'simulated', side: 'sell', incarnation: 1, first_seen_ms: 1_700_000_000_000, updated_ms: 1_700_000_847_123, blind_seconds: 0,
  weights_version: 'w1', weight_terms: { time: 0.2352777, size: 0.5662114, distance_to_price: 0.91, round_level: 1, low_volatility: 0.7, persistence: 0.4, time_of_day: 0.78 },
  fate: { kind: null, first_quantity: 2.123, added_quantity: 0.5, filled_quantity: 0.1, pulled_quantity: 0.2, rest_quantity: 2.323, moved_to_price: null },
});
