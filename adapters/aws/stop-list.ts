import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { createHash } from 'node:crypto';
import type { Channel } from '../../core/contracts/channel';
import { mapLimited } from '../map-limited';
import type { TableSettings } from './tables';

const READS_AT_ONCE = 8;

type Address = Pick<Channel, 'kind' | 'address'>;

/** Addresses that said no. It outlives the channel and the user they were listed by: a settings file that comes back later revives none. */
export interface StopList {
  note(address: Address, timeMs: number, reason: string): Promise<void>;
  /** The owner was asked again, and may agree. */
  lift(address: Address): Promise<void>;
  /** Those of the channels whose address is on the list, as stopped ones. */
  among(channels: readonly Channel[]): Promise<readonly Channel[]>;
}

/** Beside the users, under keys that no user can have; no key shows an address. */
const keyOf = ({ kind, address }: Address): string => `#stop|${kind}|${createHash('sha256').update(address).digest('hex')}`;

/** Needs GetItem and UpdateItem on the table of users. */
export const makeStopList = ({ client, tableName: TableName }: Omit<TableSettings, 'nowMs'>): StopList => {
  const stoppedOf = async (channel: Channel): Promise<Channel | undefined> => {
    const { Item } = await client.send(new GetCommand({ TableName, Key: { user_id: keyOf(channel) }, ConsistentRead: true }));
    const { stopped_time_ms: timeMs, reason }: Readonly<Record<string, unknown>> = Item ?? {};
    return typeof timeMs === 'number' && typeof reason === 'string' ? { ...channel, state: 'stopped', state_time_ms: timeMs, state_reason: reason } : undefined;
  };
  return {
    async note(address, timeMs, reason) {
      await client.send(new UpdateCommand({
        TableName, Key: { user_id: keyOf(address) }, UpdateExpression: 'SET stopped_time_ms = :time, reason = :reason', ExpressionAttributeValues: { ':time': timeMs, ':reason': reason },
      }));
    },
    async lift(address) {
      await client.send(new UpdateCommand({ TableName, Key: { user_id: keyOf(address) }, UpdateExpression: 'REMOVE stopped_time_ms, reason' }));
    },
    async among(channels) {
      return (await mapLimited(channels, READS_AT_ONCE, stoppedOf)).filter((channel) => channel !== undefined);
    },
  };
};
