import { withStopsKept } from '../../core/alerts/delivery/channel-state';
import type { User } from '../../core/contracts/user';
import type { StopList } from './stop-list';
import type { UserReader } from './user-store';

/**
 * The users as they can be reached, for people to look at: a channel whose address said no by another channel, or as another user's, is
 * a stopped one. Senders ask the list themselves, at the last moment.
 */
export const withStopsShown = <Reader extends UserReader>(users: Reader, stops: Pick<StopList, 'among'>): Reader => {
  const shown = async (user: User): Promise<User> => withStopsKept(user, { channels: [...await stops.among(user.channels)] });
  return {
    ...users,
    get: async (userId) => {
      const user = await users.get(userId);
      return user && shown(user);
    },
    list: async () => {
      const all = await users.list();
      return all && Promise.all(all.map(shown));
    },
  };
};
