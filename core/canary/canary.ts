import type { WireBar } from '../contracts/common';
import { EventIds, timestampOf } from '../contracts/event-id';
import { FINDER_BARS, OPPORTUNITY_SCHEMA, type Opportunity } from '../contracts/opportunity';
import { CANARY_USER_ID, DEFAULT_USER, type User } from '../contracts/user';

/** No venue lists it: what bears it was made to see whether an opportunity arrives as an alert. */
export const CANARY_SYMBOL = 'TAPEWATCH-CANARY';

export const isCanary = ({ symbol }: { readonly symbol: string }): boolean => symbol === CANARY_SYMBOL;

export const isCanaryUser = (userId: string): boolean => userId === CANARY_USER_ID;

/**
 * The only one who gets canaries. Every alert is critical for this user, so that neither quiet hours nor a budget may hold one; the
 * address exists nowhere (RFC 2606), and the message ends before the channel in any case.
 */
export const CANARY_USER: User = {
  ...DEFAULT_USER,
  user_id: CANARY_USER_ID,
  language: 'en',
  time_zone: 'UTC',
  channels: [{
    channel_id: 'arrival', kind: 'email', address: 'canary@tapewatch.invalid', enabled: true, is_standby: false, state: 'confirmed', state_time_ms: 0, state_reason: null, opt_in: null,
  }],
  limits: { per_day: 1_000, per_hour: 1_000, per_channel_per_day: {} },
  re_alert: { cool_down_seconds: 0, bigger_fraction: 0, forget_after_seconds: 0 },
  critical: { enabled: true, min_confidence: 0, types: [], reserved_per_day: 0 },
  digest: { ...DEFAULT_USER.digest, enabled: false },
};

const MINUTE_MS = 60_000;
const FIRST_CLOSE = 100;
/** Two steps up for each one back: a trend that the finder takes for one, without being overbought. */
const [UP, DOWN, WICK] = [0.12, 0.06, 0.05];

const rounded = (price: number): number => Math.round(price * 100) / 100;

/** Closed one-minute bars up to `nowMs`, the last of them a step up. */
const barsUntil = (nowMs: number): WireBar[] => {
  const endMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  let close = FIRST_CLOSE;
  return Array.from({ length: FINDER_BARS }, (_, index): WireBar => {
    const open = close;
    close = rounded(open + (index % 2 === 1 ? UP : -DOWN));
    return [
      endMs - (FINDER_BARS - index) * MINUTE_MS, open, rounded(Math.max(open, close) + WICK), rounded(Math.min(open, close) - WICK), close, 1_000,
    ];
  });
};

/**
 * An opportunity as a scanner would send it at `nowMs` of the market's clock, whose bars let the finder accept it for its own reasons:
 * a trend, and a price just above the range. It is marked as simulated on every market.
 */
export const canaryOpportunity = (nowMs: number): Opportunity => {
  const bars = barsUntil(nowMs);
  const price = rounded(Math.max(...bars.map(([, , high]) => high)) + 0.01);
  return {
    event_id: new EventIds().next(nowMs), symbol: CANARY_SYMBOL, opportunity_type: 'volume_spark', volatility_rank: null, bb_squeeze_score: null,
    ob_imbalance: null, volume_spike_x: null, price, timestamp: timestampOf(nowMs), trigger_action: 'activate_finder', schema: OPPORTUNITY_SCHEMA,
    exchange: 'bybit', market: 'simulated', side: 'buy', thesis: 'momentum', confidence: 0.5, confidence_kind: 'heuristic', fired: ['volume_spark'],
    volatility_universe: null, dedupe_key: `bybit|${CANARY_SYMBOL}|canary@1|${nowMs}|buy`, exchange_time_ms: nowMs, received_time_ms: nowMs,
    decided_time_ms: nowMs, emitted_time_ms: nowMs, bid_price: null, ask_price: null, tick_size: null, conditions: [], bars,
    config_hash: null, code_version: null, recording_position: null,
  };
};

/** When the canary of this alert set out, market time; undefined for an id that no canary has. */
export const canaryTimeMs = (alertId: string): number | undefined => {
  const [, digits] = /^bybit\|TAPEWATCH-CANARY\|canary@1\|(\d+)\|buy$/.exec(alertId) ?? [];
  return digits === undefined ? undefined : Number(digits);
};
