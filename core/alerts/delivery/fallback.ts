import type { Channel, ChannelKind } from '../../contracts/channel';
import type { User } from '../../contracts/user';

/** Kinds that reach the same person, in the order in which they stand in for one another. Webhooks reach programs, hence no one. */
const ORDER: readonly ChannelKind[] = ['sms', 'push', 'telegram', 'slack', 'discord', 'email'];

/**
 * Where an alert goes that a channel failed for good to deliver (D-24): the next kind that the user has, confirmed and enabled, and
 * that has no row for this alert yet. Undefined where there is none, or where another channel has already got it through.
 */
export const fallbackOf = (user: Pick<User, 'channels'>, failed: Pick<Channel, 'kind'>, used: ReadonlySet<string>, isReached: boolean): Channel | undefined => {
  const from = ORDER.indexOf(failed.kind);
  if (isReached || from < 0) return undefined;
  return [...ORDER.slice(from + 1), ...ORDER.slice(0, from)]
    .flatMap((kind) => user.channels.filter((channel) => channel.kind === kind))
    .find(({ channel_id, enabled, state }) => enabled && state === 'confirmed' && !used.has(channel_id));
};
