import type { MailSubscriptions } from '../../adapters/aws/mail-subscriptions';
import type { UserStore } from '../../adapters/aws/user-store';
import { maskedAddress } from '../../core/alerts/delivery/masked-address';
import type { Channel } from '../../core/contracts/channel';

export interface MailPorts {
  readonly store: UserStore;
  /** Asked for where it is needed, since a local run has none. @throws UsageError where no topic is named. */
  readonly mail: () => MailSubscriptions;
}

export interface MailRequest {
  readonly userId: string;
  readonly channelId: string;
  readonly timeMs: number;
}

const CONSENT = 'opened the link by which SNS asks for consent';

/** A channel that is marked confirmed takes alerts as sent, whoever reads them. */
const marked = ({ channel_id, state }: Channel): string =>
  (state === 'confirmed' ? `; until then alerts on channel ${channel_id} count as sent and reach nobody: set its state to "pending"` : '');

/**
 * One step of asking the owner of an e-mail address: SNS writes to who was not asked or has not answered, and a channel whose owner
 * agreed is confirmed. @returns whether nothing stands in the way.
 */
export const subscribeMail = async ({ userId, channelId, timeMs }: MailRequest, { store, mail }: MailPorts, say: (line: string) => void): Promise<boolean> => {
  const channel = (await store.get(userId))?.channels.find(({ channel_id }) => channel_id === channelId);
  if (channel?.kind !== 'email') {
    say(channel === undefined ? `there is no user ${userId} with a channel ${channelId}` : `channel ${channelId} of user ${userId} is of kind "${channel.kind}": expected "email"`);
    return false;
  }
  if (channel.state === 'stopped') {
    say(`channel ${channelId} of user ${userId} is stopped: its owner must be asked first (ask-again)`);
    return false;
  }
  const [topic, address] = [mail(), maskedAddress(channel)];
  switch (await topic.answerOf(channel.address, userId)) {
    case 'elsewhere':
      say(`${address} gets mail for others than user ${userId}: an address has one subscription; change its filter or end it first`);
      return false;
    case 'none': case 'asked':
      await topic.ask(channel.address, userId);
      say(`SNS asks ${address}: once the link in its mail was opened, within two days, say this again${marked(channel)}`);
      return true;
    case 'agreed':
      await store.changeChannel(userId, channelId, { kind: 'confirm', optIn: { time_ms: timeMs, text: CONSENT } }, timeMs);
      say(`${address} agreed to the mail of user ${userId}`);
      return true;
  }
};
