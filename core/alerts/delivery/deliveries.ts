import type { Alert } from '../../contracts/alert';
import type { Channel } from '../../contracts/channel';
import { DELIVERY_ORDER_SCHEMA, type DeliveryContent, type DeliveryOrder, type DeliveryRow } from '../../contracts/delivery';
import type { Digest } from '../../contracts/digest';
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
