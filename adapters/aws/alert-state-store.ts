import { GetCommand, TransactWriteCommand, UpdateCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { randomUUID } from 'node:crypto';
import { parsePlannedAlert, type PlannedAlert } from '../../core/contracts/planned-alert';
import type { DeliveryRow } from '../../core/contracts/delivery';
import { readAlertState, rowPut, statePut, type VersionedState } from './alert-state-item';
import { cancellationsOf, expiresAt, isOvertaken, type TableSettings } from './tables';

const KEEP_DAYS = 30;
/** Of a transaction. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const MAX_ITEMS = 100;

/** One alert with its rows, as it is stored. */
export interface PlanEntry {
  readonly planned: PlannedAlert;
  readonly rows: readonly DeliveryRow[];
}

/**
 * `stale`: the state has changed since it was read, or another transaction was under way. `planned-before`: these alerts had been
 * planned for this user; nothing was written.
 */
export type CommitAnswer =
  | { readonly kind: 'committed' | 'stale' }
  | { readonly kind: 'planned-before'; readonly alertIds: readonly string[] };

/** The states of users and, in one transaction with them, what was planned: a row for each alert and user, and those of the ledger. */
export interface AlertStateStore {
  state(userId: string): Promise<VersionedState>;
  commit(userId: string, next: VersionedState, entries: readonly PlanEntry[]): Promise<CommitAnswer>;
  planned(userId: string, alertId: string): Promise<PlannedAlert | undefined>;
  /** Its orders are in the delivery queue. */
  markEnqueued(userId: string, alertId: string): Promise<void>;
}

export interface AlertStateStoreSettings extends TableSettings {
  /** Of what was planned. `tableName` is that of the states. */
  readonly alertsTable: string;
  readonly deliveriesTable: string;
}

/** Whether so many rows of one more alert fit into a transaction that has `entries` already. */
export const fitsOneCommit = (entries: readonly PlanEntry[], more: PlanEntry): boolean =>
  [...entries, more].reduce((items, { rows }) => items + 1 + rows.length, 1) <= MAX_ITEMS;

const plannedKey = (userId: string, alertId: string): string => `${userId}|${alertId}`;

/** The place of each entry's own row among the items of its transaction. */
const placesOf = (entries: readonly PlanEntry[]): readonly number[] => {
  let place = 1;
  return entries.map(({ rows }) => {
    const mine = place;
    place += 1 + rows.length;
    return mine;
  });
};

const answerTo = (error: unknown, entries: readonly PlanEntry[]): CommitAnswer => {
  const codes = cancellationsOf(error) ?? [];
  const places = placesOf(entries);
  const before = entries.filter((_, index) => codes[places[index] ?? -1] === 'ConditionalCheckFailed');
  // First: whoever planned them has changed the state as well, and only this says that they are done.
  if (before.length > 0) return { kind: 'planned-before', alertIds: before.map(({ planned }) => planned.alert.alert_id) };
  if (isOvertaken(error)) return { kind: 'stale' };
  throw error;
};

export const makeAlertStateStore = (settings: AlertStateStoreSettings): AlertStateStore => {
  const { client, tableName, alertsTable, deliveriesTable, nowMs = Date.now } = settings;

  const transaction = (userId: string, next: VersionedState, entries: readonly PlanEntry[]): TransactWriteCommandInput => {
    const expires_at = expiresAt(nowMs(), KEEP_DAYS);
    return {
      // With it a repeat whose first answer was lost is answered as the first.
      ClientRequestToken: randomUUID(),
      TransactItems: [
        statePut(tableName, userId, next),
        ...entries.flatMap(({ planned, rows }) => [
          { Put: {
            TableName: alertsTable, ConditionExpression: 'attribute_not_exists(alert_id)',
            Item: { ...planned, alert_id: plannedKey(userId, planned.alert.alert_id), signal_id: planned.alert.alert_id, expires_at },
          } },
          ...rows.map((row) => rowPut(deliveriesTable, row, expires_at)),
        ]),
      ],
    };
  };

  return {
    state: (userId) => readAlertState({ client, tableName }, userId),
    async commit(userId, next, entries) {
      try {
        await client.send(new TransactWriteCommand(transaction(userId, next, entries)));
        return { kind: 'committed' };
      } catch (error) {
        return answerTo(error, entries);
      }
    },
    async planned(userId, alertId) {
      const { Item } = await client.send(new GetCommand({ TableName: alertsTable, Key: { alert_id: plannedKey(userId, alertId) }, ConsistentRead: true }));
      return Item && parsePlannedAlert(Item);
    },
    async markEnqueued(userId, alertId) {
      await client.send(new UpdateCommand({
        TableName: alertsTable, Key: { alert_id: plannedKey(userId, alertId) }, UpdateExpression: 'SET is_enqueued = :yes',
        ConditionExpression: 'attribute_exists(alert_id)', ExpressionAttributeValues: { ':yes': true },
      }));
    },
  };
};
