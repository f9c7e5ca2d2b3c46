import { GetCommand, PutCommand, TransactWriteCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import { randomUUID } from 'node:crypto';
import { deliveryId } from '../../core/alerts/delivery/ledger';
import { parseDeliveryRow, type DeliveryRow } from '../../core/contracts/delivery';
import { expiresAt, isOvertaken, wrote, type TableSettings } from './tables';

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

/** As a write alone and as one of a transaction. */
type Put = Pick<PutCommandInput, 'TableName' | 'Item' | 'ConditionExpression' | 'ExpressionAttributeValues'>;
type DeliveryKey = Pick<DeliveryRow, 'alert_id' | 'user_id' | 'channel_id'>;

/** Of an item beside the rows that says which one a message was sent for. No row has such a key: a user's id has no `#`. */
const pointerId = (messageId: string): string => `receipt#${messageId}`;

export const makeDeliveryStore = ({ client, tableName: TableName, nowMs = Date.now }: TableSettings): ReceiptStore => {
  const item = async (delivery_id: string): Promise<Record<string, unknown> | undefined> =>
    (await client.send(new GetCommand({ TableName, Key: { delivery_id }, ConsistentRead: true }))).Item;

  const rowAt = async (id: string): Promise<StoredDelivery | undefined> => {
    const found = await item(id);
    return found && { row: parseDeliveryRow(found), revision: Number(found['revision']) };
  };

  /** False: the row was changed since. */
  const writeBoth = async (put: Put, pointer: Record<string, unknown>): Promise<boolean> => {
    try {
      // With the token a repeat whose first answer was lost is recognised as the same.
      await client.send(new TransactWriteCommand({ ClientRequestToken: randomUUID(), TransactItems: [{ Put: put }, { Put: { TableName, Item: pointer } }] }));
      return true;
    } catch (error) {
      if (isOvertaken(error)) return false;
      throw error;
    }
  };

  return {
    get: (key) => rowAt(deliveryId(key)),
    async getByMessage(messageId) {
      const pointer = await item(pointerId(messageId));
      return pointer && rowAt(String(pointer['row_id']));
    },
    async replace({ revision }, row) {
      // The writer's own token: a write that was made but whose answer was lost is recognised as one's own by the SDK's next attempt.
      const writer = randomUUID();
      const row_id = deliveryId(row);
      const expires_at = expiresAt(nowMs(), KEEP_DAYS);
      const put: Put = {
        TableName, Item: { ...row, delivery_id: row_id, revision: revision + 1, writer, expires_at },
        ConditionExpression: 'revision = :before OR writer = :me', ExpressionAttributeValues: { ':before': revision, ':me': writer },
      };
      // Together: a row that says sent without the other would never hear of its message, and the other alone costs a write in the moment
      // in which a failure sends twice.
      const followedId = row.state === 'sent' && row.channel_kind === 'sms' ? row.message_id : null;
      const isOurs = followedId === null ? await wrote(client.send(new PutCommand(put))) : await writeBoth(put, { delivery_id: pointerId(followedId), row_id, expires_at });
      return isOurs ? { row, revision: revision + 1 } : undefined;
    },
  };
};
