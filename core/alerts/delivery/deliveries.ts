import type { ActivityEntry } from '../../contracts/activity';
import type { Alert } from '../../contracts/alert';
import type { Channel } from '../../contracts/channel';
import { DELIVERY_ORDER_SCHEMA, type DeliveryContent, type DeliveryOrder, type DeliveryRow } from '../../contracts/delivery';
import type { Digest } from '../../contracts/digest';
import type { Signal } from '../../contracts/signal';
import type { User } from '../../contracts/user';
import { digestChannels } from '../plan/digest';
import type { Planned } from '../plan/plan';
import { heldRow, queuedRow } from './ledger';

/** What a plan asks for: a row for each channel, and a message on the delivery queue for each that sends. */
export interface Deliveries {
  readonly rows: readonly DeliveryRow[];
  readonly orders: readonly DeliveryOrder[];
}

const orderOf = (userId: string, { channel_id, kind }: Channel, content: DeliveryContent, nowMs: number): DeliveryOrder =>
  ({ schema: DELIVERY_ORDER_SCHEMA, user_id: userId, channel_id, channel_kind: kind, planned_time_ms: nowMs, content });

/** The rows and messages of one planned alert. */
export const alertDeliveries = ({ decisions }: Planned, alert: Alert, entryPrice: number, userId: string, nowMs: number): Deliveries => ({
  rows: decisions.map((decision) => {
    const key = { alertId: alert.alert_id, userId, channel: decision.channel };
    return decision.kind === 'send' ? queuedRow(key, nowMs) : heldRow(key, decision.reason, nowMs);
  }),
  orders: decisions.filter(({ kind }) => kind === 'send')
    .map(({ channel }) => orderOf(userId, channel, { kind: 'alert', alert, entry_price: entryPrice }, nowMs)),
});

/** The rows and messages of one digest. */
export const digestDeliveries = (digest: Digest, user: User, nowMs: number): Deliveries => {
  const channels = digestChannels(user);
  return {
    rows: channels.map((channel) => queuedRow({ alertId: digest.digest_id, userId: user.user_id, channel }, nowMs)),
    orders: channels.map((channel) => orderOf(user.user_id, channel, { kind: 'digest', digest }, nowMs)),
  };
};

/** What the page is told of a plan. */
export const planActivity = (signal: Signal, userId: string, plan: Planned): ActivityEntry => ({
  kind: 'alert', opportunity_id: signal.signal_id, symbol: signal.symbol, exchange: signal.exchange, market: signal.market,
  opportunity_type: signal.opportunity_type, side: signal.side, user_id: userId, severity: plan.severity, score: plan.score, is_late: plan.isLate,
  channels: plan.decisions.filter(({ kind }) => kind === 'send').map(({ channel }) => channel.channel_id),
  hold_reason: plan.holdReason ?? null,
});

/** What the page is told of a row that was made or changed. */
export const rowActivity = (row: DeliveryRow): ActivityEntry => ({
  kind: 'delivery', alert_id: row.alert_id, user_id: row.user_id, channel_id: row.channel_id, channel_kind: row.channel_kind, state: row.state,
  hold_reason: row.hold_reason, failure_reason: row.failure_reason, attempts: row.attempts, repeats: row.repeats,
});
