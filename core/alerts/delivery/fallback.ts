import type { Channel, ChannelKind } from '../../contracts/channel';
import type { DeliveryRow, DeliveryState, FailureReason } from '../../contracts/delivery';
import type { User } from '../../contracts/user';

/** Kinds that reach a person, in the order in which they stand in for one another. Webhooks reach programs: they stand in for nobody. */
const ORDER: readonly ChannelKind[] = ['sms', 'push', 'telegram', 'slack', 'discord', 'email'];

/** Not `stopped`: a person who says no to one channel has not asked for another. `bounced` is told too late for an alert. */
const FALLS_BACK: readonly (FailureReason | null)[] = ['refused', 'gone', 'exhausted', 'spend'];

/** The message is there, or still may get there. */
const HOPEFUL: readonly DeliveryState[] = ['queued', 'claimed', 'sent', 'delivered', 'read'];

/** Channels that are to be looked at when this row has failed: those by which the person may be reached. */
export const standInsFor = (user: Pick<User, 'channels'>, { state, failure_reason, channel_kind }: DeliveryRow): readonly Channel[] => {
  if (state !== 'failed' || !FALLS_BACK.includes(failure_reason)) return [];
  const next = ORDER.indexOf(channel_kind) + 1;
  return [...ORDER.slice(next), ...ORDER.slice(0, next)].flatMap((kind) => user.channels.filter((channel) => channel.kind === kind));
};

/**
 * Where an alert goes after its channels have failed for good (D-24): the next one on standby that may be sent to. Undefined where
 * there is none, or where another row's message is there or may still get there: when that fails as well, it asks again. One that
 * stands in already is the answer once more, so that a worker that died before it could say so is followed by the next.
 */
export const fallbackOf = (channels: readonly Channel[], rows: readonly DeliveryRow[]): DeliveryRow | undefined => {
  const candidates = channels.flatMap((channel) => rows.filter(({ channel_id }) => channel_id === channel.channel_id).map((row) => ({ channel, row })));
  const standingIn = candidates.find(({ channel, row }) => channel.is_standby === true && row.state === 'queued' && row.attempts === 0);
  if (standingIn !== undefined) return standingIn.row;
  if (candidates.some(({ row }) => HOPEFUL.includes(row.state))) return undefined;
  return candidates.find(({ channel, row }) => row.hold_reason === 'standby' && channel.enabled && channel.state === 'confirmed')?.row;
};
