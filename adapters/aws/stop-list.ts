import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { consentedAfter } from '../../core/alerts/delivery/consent';
import type { Channel } from '../../core/contracts/channel';
import { addressKey } from '../address-key';
import { mapLimited } from '../map-limited';
import type { TableSettings } from './tables';

const READS_AT_ONCE = 8;

type Address = Pick<Channel, 'kind' | 'address'>;

interface No {
  readonly timeMs: number;
  readonly reason: string;
  readonly isAskedAgain: boolean;
}

/** Addresses that said no. It outlives the channel and the user they were listed by: a settings file that comes back later revives none. */
export interface StopList {
  note(address: Address, timeMs: number, reason: string): Promise<void>;
  /** The owner is asked again, and may agree: settings that list the address anew do not stop it. Until he does, nothing is sent. */
  lift(address: Address): Promise<void>;
  /** Those of the channels whose address is on the list and was not asked again, as stopped ones. */
  among(channels: readonly Channel[]): Promise<readonly Channel[]>;
  /** Whether the address said no, by whatever channel of whomever, and this channel has no younger consent. */
  forbids(channel: Channel): Promise<boolean>;
  /** The channel as senders meet it: a stopped one where they are forbidden it. One that waits for the consent it was asked for anew waits. */
  asMet(channel: Channel): Promise<Channel>;
}

/** Beside the users, under keys that no user can have; no key shows an address. */
const keyOf = (address: Address): string => `#stop|${addressKey(address)}`;

/** Needs GetItem and UpdateItem on the table of users. */
export const makeStopList = ({ client, tableName: TableName }: Omit<TableSettings, 'nowMs'>): StopList => {
  const noOf = async (address: Address): Promise<No | undefined> => {
    const { Item } = await client.send(new GetCommand({ TableName, Key: { user_id: keyOf(address) }, ConsistentRead: true }));
    const { stopped_time_ms: timeMs, reason, is_asked_again: isAskedAgain }: Readonly<Record<string, unknown>> = Item ?? {};
    return typeof timeMs === 'number' && typeof reason === 'string' ? { timeMs, reason, isAskedAgain: isAskedAgain === true } : undefined;
  };
  const isForbidden = (channel: Channel, no: No | undefined): no is No => no !== undefined && !consentedAfter(channel, no.timeMs);
  const stopped = (channel: Channel, { timeMs, reason }: No): Channel => ({ ...channel, state: 'stopped', state_time_ms: timeMs, state_reason: reason });
  const stoppedOf = async (channel: Channel): Promise<Channel | undefined> => {
    const no = await noOf(channel);
    return no === undefined || no.isAskedAgain ? undefined : stopped(channel, no);
  };
  return {
    async note(address, timeMs, reason) {
      await client.send(new UpdateCommand({
        TableName, Key: { user_id: keyOf(address) }, UpdateExpression: 'SET stopped_time_ms = :time, reason = :reason REMOVE is_asked_again', ExpressionAttributeValues: { ':time': timeMs, ':reason': reason },
      }));
    },
    async lift(address) {
      await client.send(new UpdateCommand({ TableName, Key: { user_id: keyOf(address) }, UpdateExpression: 'SET is_asked_again = :yes', ExpressionAttributeValues: { ':yes': true } }));
    },
    async among(channels) {
      return (await mapLimited(channels, READS_AT_ONCE, stoppedOf)).filter((channel) => channel !== undefined);
    },
    async forbids(channel) {
      return isForbidden(channel, await noOf(channel));
    },
    async asMet(channel) {
      const no = await noOf(channel);
      if (channel.state === 'stopped' || !isForbidden(channel, no)) return channel;
      return no.isAskedAgain && channel.state === 'pending' ? channel : stopped(channel, no);
    },
  };
};
