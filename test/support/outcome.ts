import type { Outcome } from '../../core/contracts/outcome';

/** 2026-01-07T09:00Z, a Wednesday. */
export const WEDNESDAY_MS = Date.UTC(2026, 0, 7, 9);

/** A volume spark that earned 1 % before and 0.89 % after cost in five minutes; tests name what matters to them. */
export const outcomeWith = (fields: Partial<Outcome> = {}): Outcome => ({
  schema: 'outcome.v1', opportunity_id: 'id', symbol: 'TAOUSDT', market: 'simulated', opportunity_type: 'volume_spark', side: 'buy',
  decision: 'accepted', horizon_minutes: 5, status: 'complete', return_fraction: 0.01, favourable_fraction: 0.01, adverse_fraction: 0,
  first_touch: 'target1', exchange: 'bybit', entry_time_ms: WEDNESDAY_MS, thesis: 'momentum', exit_return_fraction: 0.01, fee_fraction: 0.0011,
  exit_spread_fraction: null, net_return_fraction: 0.0089, blind_reason: null, config_hash: null, confidence: null, volatility: null, controls: null, ...fields,
});

/** One that earned `net` after cost. */
export const outcomeOfNet = (net: number, fields: Partial<Outcome> = {}): Outcome =>
  outcomeWith({ return_fraction: net + 0.0011, exit_return_fraction: net + 0.0011, net_return_fraction: net, ...fields });

export const blindOutcome = (fields: Partial<Outcome> = {}): Outcome => outcomeWith({
  status: 'blind', return_fraction: null, favourable_fraction: null, adverse_fraction: null, first_touch: 'none', exit_return_fraction: null,
  fee_fraction: null, net_return_fraction: null, blind_reason: 'gap: closed', ...fields,
});
