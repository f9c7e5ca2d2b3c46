import type { MailSubscriptions } from '../../adapters/aws/mail-subscriptions';
import type { UserStore } from '../../adapters/aws/user-store';
import type { ChannelEvent } from '../../core/alerts/delivery/channel-state';
import { maskedAddress } from '../../core/alerts/delivery/masked-address';
import type { Channel } from '../../core/contracts/channel';

export interface MailPorts {
  readonly store: UserStore;
  /** Asked for where it is needed: most commands need no topic. @throws UsageError where none is named. */
  readonly mail: () => MailSubscriptions;
}

export interface ChannelOfUser {
  readonly userId: string;
  readonly channelId: string;
}

/** What the next step of asking came to. */
export type MailStep =
  | { readonly kind: 'asked' | 'refused'; readonly line: string }
  | { readonly kind: 'agreed'; readonly event: ChannelEvent };

const CONSENT = 'opened the link by which SNS asks for consent';

/** A channel that is marked confirmed takes alerts as sent, whoever reads them. */
const marked = ({ channel_id, state }: Channel): string =>
  (state === 'confirmed' ? `; until then alerts on channel ${channel_id} count as sent and reach nobody: set its state to "pending"` : '');

const channelOf = async (store: UserStore, { userId, channelId }: ChannelOfUser): Promise<Channel | undefined> =>
  (await store.get(userId))?.channels.find(({ channel_id }) => channel_id === channelId);

/**
 * One step of asking the owner of an e-mail address for the alerts of one user: SNS writes to who was not asked or has not answered;
 * where he agreed, that is for the caller to write down. `timeMs`: now, epoch ms.
 */
export const subscribeMail = async (of: ChannelOfUser, timeMs: number, { store, mail }: MailPorts): Promise<MailStep> => {
  const topic = mail();
  const { userId, channelId } = of;
  const channel = await channelOf(store, of);
  if (channel === undefined) return { kind: 'refused', line: `there is no user ${userId} with a channel ${channelId}` };
  if (channel.kind !== 'email') return { kind: 'refused', line: `channel ${channelId} of user ${userId} is of kind "${channel.kind}": expected "email"` };
  if (channel.state === 'stopped') return { kind: 'refused', line: `channel ${channelId} of user ${userId} is stopped: its owner must be asked first (ask-again)` };
  const address = maskedAddress(channel);
  switch (await topic.answerOf(channel.address, userId)) {
    case 'elsewhere':
      return { kind: 'refused', line: `${address} gets other mail than that of user ${userId} alone: an address has one subscription; change its filter or end it first` };
    case 'none': case 'asked':
      await topic.ask(channel.address, userId);
      return { kind: 'asked', line: `SNS asks ${address}: once the link in its mail was opened, within two days, say this again${marked(channel)}` };
    case 'agreed': return { kind: 'agreed', event: { kind: 'confirm', optIn: { time_ms: timeMs, text: CONSENT } } };
  }
};

/** Whoever is asked again has agreed to nothing yet: SNS forgets what the address agreed to before its no. */
export const endMailBeforeAskingAgain = async (of: ChannelOfUser, { store, mail }: MailPorts): Promise<void> => {
  const channel = await channelOf(store, of);
  if (channel?.kind === 'email' && channel.state === 'stopped') await mail().end(channel.address);
};
