import type { DeliveryStore, StoredDelivery } from '../../adapters/aws/delivery-store';
import type { SendOrders } from '../../adapters/aws/order-queue';
import { addressKey } from '../../adapters/address-key';
import { channelMeant } from '../../core/alerts/delivery/consent';
import { fallbackOf, standInsFor } from '../../core/alerts/delivery/fallback';
import type { DeliveryEvent } from '../../core/alerts/delivery/ledger';
import type { Channel } from '../../core/contracts/channel';
import type { DeliveryOrder, DeliveryRow } from '../../core/contracts/delivery';
import type { User } from '../../core/contracts/user';

export interface AfterFailurePorts {
  readonly users: { get(userId: string): Promise<User | undefined> };
  readonly deliveries: Pick<DeliveryStore, 'get'>;
  readonly sendOrders: SendOrders;
  readonly stopChannel: (userId: string, channelId: string, reason: string, nowMs: number) => Promise<unknown>;
  readonly nowMs: () => number;
  /** Undefined: another worker was faster. */
  readonly change: (stored: StoredDelivery, event: DeliveryEvent) => Promise<StoredDelivery | undefined>;
}

/**
 * What follows from a row that has failed for good: an address that is gone gets nothing any more, and the channel on standby stands in
 * (D-24). Each step finds what was done before and goes on from there, so the next delivery of the failed row's message ends what a
 * worker that died has begun.
 */
export const makeAfterFailure = ({ users, deliveries, sendOrders, stopChannel, nowMs, change }: AfterFailurePorts) => {
  const standIn = async (order: DeliveryOrder, failed: DeliveryRow, channels: readonly Channel[]): Promise<void> => {
    const found = await Promise.all(channels.map(({ channel_id }) => deliveries.get({ ...failed, channel_id })));
    const rows = found.filter((stored) => stored !== undefined);
    const next = fallbackOf(channels, rows.map(({ row }) => row));
    const stored = rows.find(({ row }) => row === next);
    if (stored === undefined) return;
    // Whoever is faster sends the order as well, or the next delivery of his message does.
    if (stored.row.state === 'held' && await change(stored, { kind: 'stand-in' }) === undefined) return;
    const { channel_id, channel_kind } = stored.row;
    await sendOrders([{ ...order, channel_id, channel_kind }]);
  };

  return async (order: DeliveryOrder, failed: DeliveryRow): Promise<void> => {
    const user = await users.get(failed.user_id);
    // The order may come again when that channel has long been mended.
    const gone = failed.failure_reason === 'gone' ? channelMeant(user, failed, addressKey) : undefined;
    if (gone !== undefined) await stopChannel(failed.user_id, gone.channel_id, failed.last_error ?? 'gone', nowMs());
    if (order.content.kind !== 'alert') return;
    const channels = user === undefined ? [] : standInsFor(user, failed);
    if (channels.some(({ is_standby }) => is_standby === true)) await standIn(order, failed, channels);
  };
};
