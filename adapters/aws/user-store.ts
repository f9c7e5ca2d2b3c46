import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { randomUUID } from 'node:crypto';
import { withChannelEvent, withStopsKept, type ChannelEvent } from '../../core/alerts/delivery/channel-state';
import { ContractError } from '../../core/contracts/contract';
import { parseUser, type User } from '../../core/contracts/user';
import { mapLimited } from '../map-limited';
import { makeStopList } from './stop-list';
import { wrote, type TableSettings } from './tables';

/** An item beside the users, under a key that no user can have: which users there are. */
const INDEX = '#index';
const READS_AT_ONCE = 8;
const MAX_CONFLICTS = 5;

export class UserConflictError extends Error {
  override readonly name = 'UserConflictError';
}

/** What a reader of the `users` table needs: GetItem alone, no scan. */
export interface UserReader {
  get(userId: string): Promise<User | undefined>;
  /** By id, without those whom this version cannot read: they alone hear nothing. Undefined: nobody was ever added. */
  list(): Promise<readonly User[] | undefined>;
}

export interface UserStore extends UserReader {
  /**
   * Stores a user's settings whole, over the item that was read alone; an address that is stopped there, or once said no anywhere, stays
   * so (`withStopsKept`, `StopList`).
   * Resolves with what is stored; undefined where `only` a new or a known user is wanted and this is none.
   * @throws UserConflictError when others change the user all the time.
   */
  put(user: User, only?: 'new' | 'known'): Promise<User | undefined>;
  /** False: there was no such user. */
  remove(userId: string): Promise<boolean>;
  /** Moves one channel by the rule of its states; false where there is no such channel, or the rule refuses it. */
  changeChannel(userId: string, channelId: string, event: ChannelEvent, nowMs: number): Promise<boolean>;
}

export interface UserStoreSettings extends Omit<TableSettings, 'nowMs'> {
  /** Told of each user whom `list` leaves out. */
  readonly onUnreadable?: ((userId: string, error: ContractError) => void) | undefined;
}

type Item = Record<string, unknown>;

const itemReader = ({ client, tableName: TableName }: UserStoreSettings) => async (key: string): Promise<Item | undefined> =>
  (await client.send(new GetCommand({ TableName, Key: { user_id: key }, ConsistentRead: true }))).Item;

/** Undefined: this version cannot read it. */
const userIn = (item: Item, onUnreadable?: (error: ContractError) => void): User | undefined => {
  try {
    return parseUser(item);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    onUnreadable?.(error);
    return undefined;
  }
};

export const makeUserReader = (settings: UserStoreSettings): UserReader => {
  const item = itemReader(settings);
  const get = async (userId: string): Promise<User | undefined> => {
    const found = await item(userId);
    return found && parseUser(found);
  };
  const listed = async (userId: string): Promise<User | undefined> => {
    const found = await item(userId);
    return found && userIn(found, (error) => settings.onUnreadable?.(userId, error));
  };
  return {
    get,
    async list() {
      const index = await item(INDEX);
      if (index === undefined) return undefined;
      const ids = index['user_ids'] instanceof Set ? [...index['user_ids']].filter((id) => typeof id === 'string') : [];
      return (await mapLimited(ids.sort(), READS_AT_ONCE, listed)).filter((user) => user !== undefined);
    },
  };
};

export const makeUserStore = (settings: UserStoreSettings): UserStore => {
  const { client, tableName: TableName } = settings;
  const item = itemReader(settings);
  const reader = makeUserReader(settings);
  const stops = makeStopList(settings);

  const setIndex = async (verb: 'ADD' | 'DELETE', userId: string): Promise<void> => {
    await client.send(new UpdateCommand({
      TableName, Key: { user_id: INDEX }, UpdateExpression: `SET touched = :yes ${verb} user_ids :one`, ExpressionAttributeValues: { ':one': new Set([userId]), ':yes': true },
    }));
  };

  /** Only over the item that was read: a STOP that comes between is not undone. `after` is the writer's own token (X3). */
  const replace = (userId: string, channels: User['channels'], before: unknown, after: string): Promise<boolean> => wrote(client.send(new UpdateCommand({
    TableName, Key: { user_id: userId }, UpdateExpression: 'SET channels = :channels, revision = :after',
    ConditionExpression: 'revision = :before OR revision = :after', ExpressionAttributeValues: { ':channels': channels, ':before': before, ':after': after },
  })));

  /** The same for the whole item, for one that is new, or that another tool wrote. */
  const write = (user: User, before: Item | undefined, after: string): Promise<boolean> => wrote(client.send(new PutCommand({
    TableName, Item: { ...user, revision: after },
    ...(before?.['revision'] === undefined
      ? { ConditionExpression: 'attribute_not_exists(revision) OR revision = :after', ExpressionAttributeValues: { ':after': after } }
      : { ConditionExpression: 'revision = :before OR revision = :after', ExpressionAttributeValues: { ':before': before['revision'], ':after': after } }),
  })));

  /** Until an attempt is not overtaken by somebody else's; undefined: it was. */
  const untilWritten = async <Answer>(userId: string, attempt: () => Promise<Answer | undefined>): Promise<Answer> => {
    for (let count = 0; count < MAX_CONFLICTS; count += 1) {
      const answer = await attempt();
      if (answer !== undefined) return answer;
    }
    throw new UserConflictError(`user "${userId}" was changed by others ${MAX_CONFLICTS} times in a row`);
  };

  const putAttempt = async (user: User, only: 'new' | 'known' | undefined): Promise<{ readonly stored: User | undefined } | undefined> => {
    const found = await item(user.user_id);
    if (only !== undefined && (only === 'new') !== (found === undefined)) return { stored: undefined };
    const known = (found && userIn(found)?.channels) ?? [];
    const stored = withStopsKept(user, { channels: [...known, ...await stops.among(user.channels)] });
    return await write(stored, found, randomUUID()) ? { stored } : undefined;
  };

  const changeAttempt = async (userId: string, channelId: string, event: ChannelEvent, nowMs: number): Promise<boolean | undefined> => {
    const found = await item(userId);
    const user = found && parseUser(found);
    const stored = user?.channels.find(({ channel_id }) => channel_id === channelId);
    if (found === undefined || user === undefined || stored === undefined) return false;
    // One whose address said no elsewhere is stopped, though it was not told so: only asking again leads out of it. A no is written down
    // each time, since somebody may have agreed after the one before.
    const channel = event.kind === 'stop' ? stored : await stops.asMet(stored);
    const answer = withChannelEvent(channel, event, nowMs);
    if (answer.kind !== 'changed') return answer.kind === 'same';
    // The list first: whatever fails behind it, nobody is written to who said no.
    if (event.kind === 'stop') await stops.note(channel, nowMs, event.reason);
    if (event.kind === 'ask-again') await stops.lift(channel);
    const channels = user.channels.map((other) => (other === stored ? answer.channel : other));
    return await replace(userId, channels, found['revision'], randomUUID()) ? true : undefined;
  };

  return {
    ...reader,
    async put(user, only) {
      // The index first: a user that is listed and not stored is skipped, one that is stored and not listed would hear nothing.
      if (only !== 'known') await setIndex('ADD', user.user_id);
      const { stored } = await untilWritten(user.user_id, () => putAttempt(user, only));
      // And again: a removal may have taken it off the list in between, before the item was there to be deleted.
      if (only !== 'known' && stored !== undefined) await setIndex('ADD', user.user_id);
      return stored;
    },
    async remove(userId) {
      const isThere = await item(userId) !== undefined;
      await setIndex('DELETE', userId);
      await client.send(new DeleteCommand({ TableName, Key: { user_id: userId } }));
      return isThere;
    },
    changeChannel: (userId, channelId, event, nowMs) => untilWritten(userId, () => changeAttempt(userId, channelId, event, nowMs)),
  };
};

/** The users, or the default one while nobody was ever added. */
export const withDefaultUser = (reader: UserReader, fallback: User): { readonly get: UserReader['get']; all(): Promise<readonly User[]> } => ({
  all: async () => await reader.list() ?? [fallback],
  get: async (userId) => {
    const found = await reader.get(userId);
    if (found !== undefined || userId !== fallback.user_id) return found;
    return await reader.list() === undefined ? fallback : undefined;
  },
});
