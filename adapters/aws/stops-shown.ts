import type { User } from '../../core/contracts/user';
import { mapLimited } from '../map-limited';
import type { StopList } from './stop-list';
import type { UserReader } from './user-store';

const USERS_AT_ONCE = 4;

/**
 * The users as they can be reached, for people to look at: a channel whose address said no by another channel, or as another user's, is
 * a stopped one. Senders ask the list themselves, at the last moment.
 */
export const withStopsShown = <Reader extends UserReader>(users: Reader, stops: Pick<StopList, 'asMet'>): Reader => {
  const shown = async (user: User): Promise<User> => ({ ...user, channels: await Promise.all(user.channels.map(stops.asMet)) });
  return {
    ...users,
    get: async (userId) => {
      const user = await users.get(userId);
      return user && shown(user);
    },
    list: async () => {
      const all = await users.list();
      return all && mapLimited(all, USERS_AT_ONCE, shown);
    },
  };
};
