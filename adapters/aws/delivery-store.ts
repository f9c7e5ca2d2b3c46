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
  get(key: Pick<DeliveryRow, 'alert_id' | 'user_id' | 'channel_id'>): Promise<StoredDelivery | undefined>;
  /** Replaces the row that was read as `before`; undefined: somebody else has changed it since. */
  replace(before: StoredDelivery, row: DeliveryRow): Promise<StoredDelivery | undefined>;
}

export const makeDeliveryStore = ({ client, tableName: TableName, nowMs = Date.now }: TableSettings): DeliveryStore => ({
  async get(key) {
    const { Item } = await client.send(new GetCommand({ TableName, Key: { delivery_id: deliveryId(key) }, ConsistentRead: true }));
    return Item && { row: parseDeliveryRow(Item), revision: Number(Item['revision']) };
  },
  async replace({ revision }, row) {
    // The writer's own token: a write that was made but whose answer was lost is recognised as one's own by the SDK's next attempt.
    const writer = randomUUID();
    const isOurs = await wrote(client.send(new PutCommand({
      TableName,
      Item: { ...row, delivery_id: deliveryId(row), revision: revision + 1, writer, expires_at: expiresAt(nowMs(), KEEP_DAYS) },
      ConditionExpression: 'revision = :before OR writer = :me',
      ExpressionAttributeValues: { ':before': revision, ':me': writer },
    })));
    return isOurs ? { row, revision: revision + 1 } : undefined;
  },
});
