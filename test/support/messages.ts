import { AFTERMATH_SCHEMA, type Aftermath } from '../../core/contracts/aftermath';
import { OPPORTUNITY_SCHEMA, parseOpportunity, type Opportunity } from '../../core/contracts/opportunity';
import { parseSignal, SIGNAL_SCHEMA, type Signal } from '../../core/contracts/signal';

/** 2025-12-18T15:45:21Z, the moment of the source's sample (S1.24). */
export const SAMPLE_TIME_MS = Date.UTC(2025, 11, 18, 15, 45, 21);

export const sampleOpportunity = (changes: Partial<Opportunity> = {}): Opportunity => parseOpportunity({
  event_id: 'opp-20251218-154521-001', symbol: 'TAOUSDT', opportunity_type: 'bb_squeeze_release', volatility_rank: 3,
  bb_squeeze_score: 0.94, ob_imbalance: 0.78, volume_spike_x: 3.4, price: 7.52, timestamp: '2025-12-18T15:45:21Z',
  trigger_action: 'activate_finder', schema: OPPORTUNITY_SCHEMA, exchange: 'bybit', market: 'live', side: 'buy', thesis: 'momentum',
  confidence: 0.71, confidence_kind: 'heuristic', fired: ['squeeze', 'imbalance'], volatility_universe: 287,
  dedupe_key: 'bybit|TAOUSDT|squeeze@1|1766072721000|buy', exchange_time_ms: SAMPLE_TIME_MS, received_time_ms: SAMPLE_TIME_MS + 20,
  decided_time_ms: SAMPLE_TIME_MS + 21, emitted_time_ms: SAMPLE_TIME_MS + 22, bid_price: 7.519, ask_price: 7.521, tick_size: 0.001,
  conditions: [{ name: 'squeeze', value: 0.94, threshold: 0.9, margin: 0.04, met: true }],
  bars: Array.from({ length: 200 }, (_, index) => [SAMPLE_TIME_MS - (200 - index) * 60_000, 7.5, 7.53, 7.48, 7.52, 1_000 + index]),
  ...changes,
});

export const sampleSignal = (changes: Partial<Signal> = {}): Signal => parseSignal({
  schema: SIGNAL_SCHEMA, signal_id: 'bybit|TAOUSDT|squeeze@1|1766072721000|buy', event_id: 'opp-20251218-154521-001', symbol: 'TAOUSDT',
  exchange: 'bybit', market: 'live', opportunity_type: 'bb_squeeze_release', fired: ['bb_squeeze_release', 'ob_breakout'], side: 'buy', thesis: 'momentum',
  decision: 'accepted', reject_reasons: [],
  conditions: [
    { name: 'bb_squeeze_score', value: 0.94, threshold: 0.9, margin: 0.04, met: true },
    { name: 'volume_spike_x', value: 1.2, threshold: 3, margin: -1.8, met: false },
  ],
  checks: [
    { name: 'ema_trend', value: 0.0123456789, threshold: 0, margin: 0.0123456789, met: true },
    { name: 'rsi', value: null, threshold: 70, margin: null, met: false },
  ],
  entry_price: 7.52, stop_price: 7.4, target1_price: 7.64, target2_price: 7.76, valid_until_ms: SAMPLE_TIME_MS + 900_000,
  confidence: 0.71, confidence_kind: 'heuristic', volatility_rank: 3, bb_squeeze_score: 0.94, ob_imbalance: 0.78, volume_spike_x: 3.4,
  price: 7.52, timestamp: '2025-12-18T15:45:21Z', exchange_time_ms: SAMPLE_TIME_MS, received_time_ms: SAMPLE_TIME_MS + 20,
  decided_time_ms: SAMPLE_TIME_MS + 50, emitted_time_ms: SAMPLE_TIME_MS + 22,
  ...changes,
});

export const sampleAftermath = (signal: Signal, horizon: Aftermath['horizon_minutes'], changes: Partial<Aftermath> = {}): Aftermath => ({
  schema: AFTERMATH_SCHEMA, opportunity_id: signal.signal_id, event_id: signal.event_id, symbol: signal.symbol, exchange: signal.exchange,
  market: signal.market, opportunity_type: signal.opportunity_type, side: signal.side, horizon_minutes: horizon, status: 'complete',
  blind_reason: null, entry_price: signal.price, entry_time_ms: signal.exchange_time_ms, price: 7.6, high: 7.66, low: 7.45,
  bars: Array.from({ length: horizon }, (_, index) => [signal.exchange_time_ms + index * 60_000, 7.52, 7.66, 7.45, 7.6, 500]),
  spread_fraction: null, config_hash: null, volatility: null, controls: [],
  ...changes,
});
