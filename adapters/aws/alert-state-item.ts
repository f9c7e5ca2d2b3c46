import { GetCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { deliveryId } from '../../core/alerts/delivery/ledger';
import { NO_ALERTS_YET, parseAlertState, type AlertState } from '../../core/contracts/alert-state';
import type { DeliveryRow } from '../../core/contracts/delivery';
import type { TableSettings } from './tables';

export interface VersionedState {
  readonly state: AlertState;
  /** 0: there is none yet. */
  readonly version: number;
}

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

export const readAlertState = async ({ client, tableName: TableName }: Omit<TableSettings, 'nowMs'>, userId: string): Promise<VersionedState> => {
  const { Item } = await client.send(new GetCommand({ TableName, Key: { user_id: userId }, ConsistentRead: true }));
  if (Item === undefined) return { state: NO_ALERTS_YET, version: 0 };
  return { state: parseAlertState(JSON.parse(String(Item['state']))), version: Number(Item['version']) };
};

/** Of a transaction: the state in the place of that which was read at `version`, and of no other. */
export const statePut = (TableName: string, userId: string, { state, version }: VersionedState): TransactItem => (
  { Put: {
    TableName, Item: { user_id: userId, state: JSON.stringify(state), version: version + 1 },
    ...(version === 0 ? { ConditionExpression: 'attribute_not_exists(user_id)' } : {
      ConditionExpression: '#version = :version', ExpressionAttributeNames: { '#version': 'version' }, ExpressionAttributeValues: { ':version': version },
    }),
  } }
);

/** Of a transaction: a new row of the ledger. */
export const rowPut = (TableName: string, row: DeliveryRow, expires_at: number): TransactItem => (
  { Put: { TableName, ConditionExpression: 'attribute_not_exists(delivery_id)', Item: { ...row, delivery_id: deliveryId(row), revision: 1, expires_at } } }
);
