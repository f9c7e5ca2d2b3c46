import { atLeast, atMost, type WireBar } from '../../core/contracts/common';
import type { Opportunity } from '../../core/contracts/opportunity';
import { WALL } from '../../core/contracts/wall-conditions';
import { sampleOpportunity } from './messages';

export const NOON_MS = Date.UTC(2025, 5, 2, 12, 0, 0);

const BASE = sampleOpportunity({
  opportunity_type: 'volume_spark', fired: ['volume_spark'], bb_squeeze_score: null, market: 'simulated', price: 100, confidence: 0.5,
  dedupe_key: 'bybit|TAOUSDT|volume_spark@1|1|buy', event_id: 'opp-20250602-120000-001', timestamp: '2025-06-02T12:00:00Z',
  exchange_time_ms: NOON_MS, received_time_ms: NOON_MS + 40, decided_time_ms: NOON_MS + 40, emitted_time_ms: null,
  bid_price: null, ask_price: null, tick_size: null, conditions: [], bars: [],
});

/** A volume spark found at noon at a price of 100, without book, tick size or bars; tests name what matters to them. */
export const opportunityWith = (fields: Partial<Opportunity> = {}): Opportunity => ({ ...BASE, ...fields });

/** A bid of 125,000 USDT, 10 basis points below a price of 100, that has become a diamond. */
export const wallOpportunity = (fields: Partial<Opportunity> = {}): Opportunity => opportunityWith({
  opportunity_type: 'whale_diamond', fired: ['whale_diamond'], thesis: 'reversion', exchange: 'binance', volatility_rank: null,
  ob_imbalance: null, volume_spike_x: null, volatility_universe: null, dedupe_key: 'binance|TAOUSDT|whale_diamond@1|TAOUSDT-0123456789ab|buy',
  conditions: [
    atLeast(WALL.weight, 0.7, 0.666), atLeast(WALL.sizeRatio, 8.9, 3.5), atLeast(WALL.lifetimeSeconds, 847, 60),
    atLeast(WALL.valueUsdt, 125_000, 10_000), atMost(WALL.distanceBps, 10, 100),
  ],
  ...fields,
});

/** Closed minute bars that end at noon, from closes; each opens at the close before and reaches `wick` beyond both. */
export const barsFromCloses = (closes: readonly number[], wick: number): WireBar[] =>
  closes.map((close, index): WireBar => {
    const open = closes[index - 1] ?? close;
    const startMs = NOON_MS - (closes.length - index) * 60_000;
    return [startMs, open, Math.max(open, close) + wick, Math.min(open, close) - wick, close, 10];
  });
