import type { Channel } from '../../contracts/channel';
import type { DeliveryRow } from '../../contracts/delivery';
import type { User } from '../../contracts/user';

/** Whether the owner agreed after that moment: a "no" of before it counts no more. */
export const consentedAfter = ({ opt_in }: Pick<Channel, 'opt_in'>, timeMs: number): boolean => (opt_in?.time_ms ?? 0) > timeMs;

/**
 * The channel of which still holds what a message of it met: a "no", or that nobody is there. Undefined where it has gone, has another
 * address than the message went to, or its owner agreed after the message: answers come late, and more than once.
 */
export const channelMeant = (user: Pick<User, 'channels'> | undefined, row: DeliveryRow, addressKey: (channel: Channel) => string): Channel | undefined =>
  user?.channels.find((channel) => channel.channel_id === row.channel_id && channel.kind === row.channel_kind
    && (row.address_key === undefined || row.address_key === addressKey(channel)) && !consentedAfter(channel, row.sent_ms ?? row.failed_ms ?? row.queued_ms));
