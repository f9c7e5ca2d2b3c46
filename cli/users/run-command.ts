import { maskedAddress } from '../../core/alerts/delivery/masked-address';
import type { User } from '../../core/contracts/user';
import type { ChannelCommand, UserCommand } from './arguments';
import { endMailBeforeAskingAgain, subscribeMail, type MailPorts } from './subscribe';

const EXIT_REFUSED = 1;

const lineOf = ({ user_id, language, time_zone, limits, channels }: User): string => {
  const reached = channels.map((channel) => `${channel.channel_id} ${maskedAddress(channel)} ${channel.enabled ? channel.state : 'off'}`).join('; ');
  return `${user_id}  ${language}  ${time_zone}  ${limits.per_day} a day, ${limits.per_hour} an hour  ${reached === '' ? 'no channel' : reached}`;
};

/** Why a channel was not changed. */
const refusalOf = (user: User | undefined, { userId, channelId, event }: ChannelCommand): string => {
  if (user === undefined) return `there is no user ${userId}`;
  const channel = user.channels.find(({ channel_id }) => channel_id === channelId);
  if (channel === undefined) return `user ${userId} has no channel ${channelId}`;
  return event.kind === 'ask-again'
    ? `channel ${channelId} of user ${userId} was stopped less than 30 days ago: an SMS number cannot be asked again yet`
    : `channel ${channelId} of user ${userId} is ${channel.state}: its owner must be asked first (ask-again)`;
};

const changeChannel = async (command: ChannelCommand, ports: MailPorts, say: (line: string) => void): Promise<number> => {
  const { userId, channelId, event, timeMs } = command;
  if (event.kind === 'ask-again') await endMailBeforeAskingAgain(command, ports);
  const isDone = await ports.store.changeChannel(userId, channelId, event, timeMs);
  const user = await ports.store.get(userId);
  say(isDone && user !== undefined ? lineOf(user) : refusalOf(user, command));
  return isDone ? 0 : EXIT_REFUSED;
};

/** Does it and says so. @returns the exit code. */
export const runUserCommand = async (command: UserCommand, ports: MailPorts, say: (line: string) => void): Promise<number> => {
  const { store } = ports;
  switch (command.command) {
    case 'list': {
      const users = await store.list();
      users?.forEach((user) => { say(lineOf(user)); });
      if (users === undefined) say('nobody was added: the default user "local" gets alerts through the topic\'s subscriptions');
      else if (users.length === 0) say('no users: nobody gets alerts');
      return 0;
    }
    case 'show': {
      const user = await store.get(command.userId);
      say(user === undefined ? `there is no user ${command.userId}` : JSON.stringify(user, undefined, 2));
      return user === undefined ? EXIT_REFUSED : 0;
    }
    case 'add': case 'set': {
      const { user } = command;
      const isNew = command.command === 'add';
      const stored = await store.put(user, isNew ? 'new' : 'known');
      say(stored === undefined ? (isNew ? `user ${user.user_id} is there already: use set` : `there is no user ${user.user_id}: use add`) : lineOf(stored));
      return stored === undefined ? EXIT_REFUSED : 0;
    }
    case 'remove': {
      const wasThere = await store.remove(command.userId);
      say(wasThere ? `user ${command.userId} is removed` : `there is no user ${command.userId}`);
      return wasThere ? 0 : EXIT_REFUSED;
    }
    case 'subscribe': {
      const step = await subscribeMail(command, command.timeMs, ports);
      if (step.kind === 'agreed') return changeChannel({ ...command, event: step.event }, ports, say);
      say(step.line);
      return step.kind === 'asked' ? 0 : EXIT_REFUSED;
    }
    case 'channel': return changeChannel(command, ports, say);
  }
};
