import type { UserStore } from '../../adapters/aws/user-store';
import type { ChannelEvent } from '../../core/alerts/delivery/channel-state';
import { maskedAddress } from '../../core/alerts/delivery/masked-address';
import { ContractError, parseJson } from '../../core/contracts/contract';
import { newUserParser, type User } from '../../core/contracts/user';
import type { PageUser, UserPage } from '../../core/contracts/user-page';
import type { Route } from './handler';
import { ApiError, type ApiRequest } from './http';

export interface UserPorts {
  readonly users: UserStore;
  readonly all: () => Promise<readonly User[]>;
  readonly nowMs: () => number;
}

const shown = ({ user_id, language, time_zone, channels }: User): PageUser => ({
  user_id, language, time_zone,
  channels: channels.map((channel) => {
    const { channel_id, kind, enabled, state, state_reason } = channel;
    return { channel_id, kind, address: maskedAddress(channel), enabled, state, state_reason };
  }),
});

const EVENTS: Readonly<Record<'mute' | 'unmute', ChannelEvent>> = { mute: { kind: 'mute', reason: 'muted on the page' }, unmute: { kind: 'unmute' } };

const readUser = (body: string, userId: string, nowMs: number): User => {
  try {
    const user = parseJson(newUserParser(nowMs), body);
    if (user.user_id !== userId) throw new ApiError(400, `field "user_id" is "${user.user_id}": expected "${userId}", as in the path`);
    return user;
  } catch (error) {
    if (error instanceof ContractError) throw new ApiError(400, error.message);
    throw error;
  }
};

/** Users by HTTP: who they are and what they want. Addresses go in and never out. */
export const makeUserRoutes = ({ users, all, nowMs }: UserPorts): Readonly<Record<string, Route>> => {
  const change = (verb: keyof typeof EVENTS): Route => async ({ parts: [, , userId = '', , channelId = ''] }: ApiRequest) => {
    const isDone = await users.changeChannel(userId, channelId, EVENTS[verb], nowMs());
    const user = await users.get(userId);
    if (user === undefined) throw new ApiError(404, 'there is no stored user of that id: add one with `npm run users` or PUT /api/users/<id>');
    if (!isDone) throw new ApiError(409, `that channel cannot be ${verb}d: it is not there, or waits for its owner, or was stopped by its owner`);
    return { user: shown(user) };
  };
  return {
    'GET /api/users': async (): Promise<UserPage> => ({ users: (await all()).map(shown) }),
    'PUT /api/users/*': async ({ parts: [, , userId = ''], body }) => {
      const stored = await users.put(readUser(body, userId, nowMs()));
      return { user: stored === undefined ? null : shown(stored) };
    },
    'DELETE /api/users/*': async ({ parts: [, , userId = ''] }) => {
      if (!await users.remove(userId)) throw new ApiError(404, 'there is no stored user of that id');
      return {};
    },
    'POST /api/users/*/channels/*/mute': change('mute'),
    'POST /api/users/*/channels/*/unmute': change('unmute'),
  };
};
