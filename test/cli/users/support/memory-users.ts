import type { UserStore } from '../../../../adapters/aws/user-store';
import { withChannelEvent } from '../../../../core/alerts/delivery/channel-state';
import type { User } from '../../../../core/contracts/user';

/** Users as the table keeps them, in memory. */
export const memoryUsers = (): UserStore => {
  const users = new Map<string, User>();
  let isTouched = false;
  return {
    get: async (id) => users.get(id), list: async () => (isTouched ? [...users.values()] : undefined),
    put: async (user, only) => {
      isTouched = true;
      if (only !== undefined && (only === 'new') === users.has(user.user_id)) return undefined;
      users.set(user.user_id, user);
      return user;
    },
    remove: async (id) => { isTouched = true; return users.delete(id); },
    changeChannel: async (id, channelId, event, nowMs) => {
      const user = users.get(id);
      const channel = user?.channels.find(({ channel_id }) => channel_id === channelId);
      if (user === undefined || channel === undefined) return false;
      const answer = withChannelEvent(channel, event, nowMs);
      if (answer.kind === 'changed') users.set(id, { ...user, channels: user.channels.map((other) => (other === channel ? answer.channel : other)) });
      return answer.kind !== 'refused';
    },
  };
};
