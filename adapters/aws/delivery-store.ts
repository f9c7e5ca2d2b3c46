import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { randomUUID } from 'node:crypto';
import { deliveryId } from '../../core/alerts/delivery/ledger';
import { parseDeliveryRow, type DeliveryRow } from '../../core/contracts/delivery';
import { expiresAt, wrote, type TableSettings } from './tables';

const KEEP_DAYS = 30;

/** A row as it was read, and which write it was. */
export interface StoredDelivery {
  readonly row: DeliveryRow;
  readonly revision: number;
}

/** The ledger. Needs GetItem and PutItem. */
export interface DeliveryStore {
  /** Undefined: there is none, or it has expired. */
  get(key: DeliveryKey): Promise<StoredDelivery | undefined>;
  /** Replaces the row that was read as `before`; undefined: somebody else has changed it since. */
  replace(before: StoredDelivery, row: DeliveryRow): Promise<StoredDelivery | undefined>;
}

/** The ledger for whoever is told what became of a message by the id that SNS gave it. */
export interface ReceiptStore extends DeliveryStore {
  /** Undefined: none of ours, not by SMS, or it has expired. */
  getByMessage(messageId: string): Promise<StoredDelivery | undefined>;
}

type DeliveryKey = Pick<DeliveryRow, 'alert_id' | 'user_id' | 'channel_id'>;

/** Of an item beside the rows that says whose a message is. No row has such a key: a user's id has no `#`. */
const pointerId = (messageId: string): string => `receipt#${messageId}`;

export const makeDeliveryStore = ({ client, tableName: TableName, nowMs = Date.now }: TableSettings): ReceiptStore => {
  const expiry = (): number => expiresAt(nowMs(), KEEP_DAYS);

  const item = async (delivery_id: string): Promise<Record<string, unknown> | undefined> =>
    (await client.send(new GetCommand({ TableName, Key: { delivery_id }, ConsistentRead: true }))).Item;

  const get = async (key: DeliveryKey): Promise<StoredDelivery | undefined> => {
    const found = await item(deliveryId(key));
    return found && { row: parseDeliveryRow(found), revision: Number(found['revision']) };
  };

  const point = async (messageId: string, { alert_id, user_id, channel_id }: DeliveryRow): Promise<void> => {
    await client.send(new PutCommand({ TableName, Item: { delivery_id: pointerId(messageId), alert_id, user_id, channel_id, expires_at: expiry() } }));
  };

  return {
    get,
    async getByMessage(messageId) {
      const pointer = await item(pointerId(messageId));
      return pointer && get({ alert_id: String(pointer['alert_id']), user_id: String(pointer['user_id']), channel_id: String(pointer['channel_id']) });
    },
    async replace({ revision }, row) {
      // First, and whatever becomes of the row: the message is out, and its receipt tells what a worker that dies here cannot.
      if (row.state === 'sent' && row.channel_kind === 'sms' && row.message_id !== null) await point(row.message_id, row);
      // The writer's own token: a write that was made but whose answer was lost is recognised as one's own by the SDK's next attempt.
      const writer = randomUUID();
      const isOurs = await wrote(client.send(new PutCommand({
        TableName,
        Item: { ...row, delivery_id: deliveryId(row), revision: revision + 1, writer, expires_at: expiry() },
        ConditionExpression: 'revision = :before OR writer = :me',
        ExpressionAttributeValues: { ':before': revision, ':me': writer },
      })));
      return isOurs ? { row, revision: revision + 1 } : undefined;
    },
  };
};
