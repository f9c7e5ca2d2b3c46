import type { ActivityEntry } from '../../core/contracts/activity';
import type { Aftermath } from '../../core/contracts/aftermath';
import type { ChannelKind } from '../../core/contracts/channel';
import type { WireBar } from '../../core/contracts/common';
import { parseDeliveryRow, type DeliveryRow } from '../../core/contracts/delivery';
import type { OpportunityDetail } from '../../core/contracts/opportunity-detail';
import type { Signal } from '../../core/contracts/signal';
import type { TrackPage, TrackPageRow } from '../../core/contracts/track-page';
import type { PageUser } from '../../core/contracts/user-page';
import { WHALE_STREAM_SCHEMA, type WhaleStreamMessage } from '../../core/contracts/whale-stream';
import { wilsonInterval } from '../../core/outcomes/wilson';
import { outcomeWith } from './outcome';
import { sampleAftermath, sampleSignal } from './messages';
import { Random } from '../../simulator/market/random';
import { whaleOrder } from './whale-order';

const MINUTE_MS = 60_000;

/** A walk of closed minute bars that ends at `endMs` at `price`, quiet and then breaking out. */
const walkOf = (count: number, endMs: number, price: number, drift: number, seed: number): WireBar[] => {
  const random = new Random(seed);
  const bars: WireBar[] = [];
  let open = price;
  for (let index = 0; index < count; index += 1) {
    const close = open * (1 + (random.uniform() - 0.5) * 0.003 + drift);
    bars.push([endMs - (count - index) * MINUTE_MS, open, Math.max(open, close) * 1.0006, Math.min(open, close) * 0.9994, close, 1_000]);
    open = close;
  }
  return bars;
};

/** An accepted squeeze release whose symbol, time and decision a test may choose. */
export const pageSignal = (changes: Partial<Signal> = {}): Signal => {
  const signal = sampleSignal({ market: 'simulated', ...changes });
  return { ...signal, signal_id: changes.signal_id ?? `${signal.exchange}|${signal.symbol}|squeeze@1|${signal.exchange_time_ms}|${signal.side}` };
};

const findingOf = ({ signal_id, symbol, exchange, market, opportunity_type, side }: Signal) => ({ opportunity_id: signal_id, symbol, exchange, market, opportunity_type, side });

export const foundEntry = (signal: Signal): ActivityEntry => ({
  ...findingOf(signal), kind: 'opportunity', event_id: signal.event_id, price: signal.price, confidence: signal.confidence, confidence_kind: signal.confidence_kind,
  fired: signal.fired, conditions: signal.conditions,
});

export const decisionEntry = (signal: Signal): ActivityEntry => ({
  ...findingOf(signal), kind: 'decision', exchange_time_ms: signal.exchange_time_ms, decision: signal.decision, reject_reasons: signal.reject_reasons, checks: signal.checks,
  confidence: signal.confidence, confidence_kind: signal.confidence_kind, entry_price: signal.entry_price, stop_price: signal.stop_price,
  target1_price: signal.target1_price, target2_price: signal.target2_price, valid_until_ms: signal.valid_until_ms,
  hops: [{ name: 'exchange-received', ms: 20, bound_ms: 1_000 }, { name: 'queued-handled', ms: 38, bound_ms: 5 }],
});

export const alertEntry = (signal: Signal, changes: Partial<Extract<ActivityEntry, { kind: 'alert' }>> = {}): ActivityEntry => ({
  ...findingOf(signal), kind: 'alert', user_id: 'local', severity: 'normal', score: 0.004, is_late: false, channels: ['email', 'sms', 'push', 'webhook'], hold_reason: null, ...changes,
});

type DeliveryEntry = Extract<ActivityEntry, { kind: 'delivery' }>;

export const deliveryEntry = (signal: Signal, kind: ChannelKind, changes: Partial<DeliveryEntry> = {}): DeliveryEntry => ({
  kind: 'delivery', alert_id: signal.signal_id, user_id: 'local', channel_id: kind, channel_kind: kind, state: 'queued', hold_reason: null, failure_reason: null,
  attempts: 0, repeats: 0, took_ms: null, ...changes,
});

export const outcomeEntry = (signal: Signal, horizon: 1 | 5 | 15 | 60, returnFraction: number | null): ActivityEntry => ({
  ...findingOf(signal), kind: 'outcome', horizon_minutes: horizon, status: returnFraction === null ? 'blind' : 'complete', blind_reason: returnFraction === null ? 'gap: closed' : null,
  return_fraction: returnFraction, net_return_fraction: returnFraction,
  favourable_fraction: returnFraction === null ? null : Math.max(0, returnFraction), adverse_fraction: returnFraction === null ? null : Math.min(0, returnFraction),
  first_touch: returnFraction === null ? 'none' : 'neither',
});

export const healthEntry = (component: string, changes: Partial<Extract<ActivityEntry, { kind: 'health' }>> = {}): ActivityEntry =>
  ({ kind: 'health', component, status: 'ok', reason: null, figures: { symbols: 287, feed_age_ms: 240, blind_fraction: 0.002 }, ...changes });

const deliveryRow = (entry: DeliveryEntry, lastError: string | null): DeliveryRow => parseDeliveryRow({
  ...entry, schema: 'delivery.v1', last_error: lastError, is_late: false, owner: null, lease_until_ms: null, next_attempt_ms: null, message_id: null, queued_ms: 0,
  sent_ms: null, delivered_ms: null, read_ms: null, failed_ms: null,
});

/** All that is known of a signal fifteen minutes later; the sixty minutes after were blind. */
export const detailOf = (signal: Signal, deliveries: readonly DeliveryEntry[] = [], lastError: string | null = null): OpportunityDetail => {
  const entryMs = signal.exchange_time_ms;
  const before = walkOf(200, entryMs, signal.entry_price * 0.985, 0.00007, 7);
  const after = walkOf(15, entryMs + 15 * MINUTE_MS, before.at(-1)?.[4] ?? signal.entry_price, 0.0009, 8);
  const aftermaths: Aftermath[] = [
    sampleAftermath(signal, 15, { bars: after }), sampleAftermath(signal, 60, { status: 'blind', blind_reason: 'gap: closed', price: null, high: null, low: null, bars: [] }),
  ];
  const ofIt = { opportunity_id: signal.signal_id, symbol: signal.symbol, opportunity_type: signal.opportunity_type, side: signal.side, decision: signal.decision };
  return {
    schema: 'opportunity-detail.v1', signal, bars: before, aftermaths,
    outcomes: [
      outcomeWith({ ...ofIt, horizon_minutes: 1, return_fraction: 0.0012, net_return_fraction: 0.0001, first_touch: 'neither' }), outcomeWith({ ...ofIt, horizon_minutes: 5 }),
      outcomeWith({ ...ofIt, horizon_minutes: 60, status: 'blind', blind_reason: 'gap: closed', return_fraction: null, net_return_fraction: null, favourable_fraction: null, adverse_fraction: null }),
    ],
    deliveries: deliveries.map((entry) => deliveryRow(entry, entry.state === 'failed' ? lastError : null)),
    track: { min_outcomes: 30, rows: [trackRow({ dimension: 'symbol', group: signal.symbol, n: 12 }), trackRow({ dimension: 'settings', group: 'sha256:1', n: 240 })] },
    hops: [
      { name: 'exchange-received', ms: 21, bound_ms: 12 }, { name: 'received-queued', ms: 5, bound_ms: 0 },
      { name: 'queued-handled', ms: 38, bound_ms: 5 }, { name: 'handled-published', ms: 61, bound_ms: 0 },
    ],
    cost: { usd: 0.006512, parts: { smsParts: 0.00645, emails: 0.00002 }, region: 'us-east-1', as_of: '2025-07' },
  };
};

const trackRow = (changes: Partial<TrackPageRow>): TrackPageRow => {
  const { n = 240, hit_rate: rate = 0.58 } = changes;
  return {
    type: 'bb_squeeze_release', decision: 'accepted', horizon_minutes: 15, dimension: 'all', group: '-', n, blind: 6, halted: 0, has_enough_data: n >= 30, coverage: 0.976,
    hit_rate: rate, hit_interval: wilsonInterval(Math.round((rate ?? 0) * n), n) ?? null, mean_net_fraction: 0.0014, mean_net_interval: { low: 0.0004, high: 0.0024 },
    median_net_fraction: 0.0009, mean_favourable_fraction: 0.004, mean_adverse_fraction: -0.003, profit_factor: 1.42, max_drawdown: 0.031, sharpe: 1.3,
    lift: { value: 1.21, interval: { low: 1.04, high: 1.41 } }, edge: { value: 0.0012, interval: { low: 0.0003, high: 0.0021 } }, no_lift_reason: null, ...changes,
  };
};

/** Good, open, bad and too few. */
export const trackOf = (): TrackPage => ({
  schema: 'track-page.v1', market: 'simulated', days: 30, min_outcomes: 30, rows: [
    trackRow({}),
    trackRow({ type: 'ob_breakout', n: 96, hit_rate: 0.51, mean_net_fraction: 0.0002, mean_net_interval: { low: -0.0011, high: 0.0015 }, lift: { value: 1.03, interval: { low: 0.82, high: 1.27 } }, edge: { value: 0.0001, interval: { low: -0.001, high: 0.0013 } } }),
    trackRow({ type: 'volume_spark', n: 11 }),
    trackRow({ type: 'whale_diamond', n: 44, hit_rate: 0.61, lift: null, edge: null, no_lift_reason: 'too-few-days' }),
    trackRow({ type: 'ob_breakout', decision: 'rejected', n: 410, hit_rate: 0.41, mean_net_fraction: -0.0013, mean_net_interval: { low: -0.002, high: -0.0006 }, lift: { value: 0.84, interval: { low: 0.75, high: 0.95 } } }),
    trackRow({ dimension: 'volatility', group: 'low', n: 31 }), trackRow({ dimension: 'confidence', group: '7', n: 64 }),
  ],
});

export const pageUser = (changes: Partial<PageUser> = {}): PageUser => ({
  user_id: 'local', language: 'ko', time_zone: 'Asia/Seoul', channels: [
    { channel_id: 'email', kind: 'email', address: 's***@example.com', enabled: true, state: 'confirmed', state_reason: null },
    { channel_id: 'sms', kind: 'sms', address: '+82***78', enabled: true, state: 'stopped', state_reason: 'the number answered STOP' },
  ], ...changes,
});

export const whaleSnapshot = (): WhaleStreamMessage => ({
  schema: WHALE_STREAM_SCHEMA, type: 'snapshot', tier: 'private', stream_id: 'private-1', sequence: 7, sent_time_ms: 0, market: 'simulated', dropped: 0,
  orders: [
    whaleOrder({ number: 1, category: 'diamond', usdValue: 4_120_000 }), whaleOrder({ number: 2, category: 'gold', usdValue: 880_000 }),
    whaleOrder({ number: 3, category: 'basic', usdValue: 96_000 }), whaleOrder({ number: 4, category: 'diamond', usdValue: 2_350_000 }),
  ],
});
