import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { randomUUID } from 'node:crypto';
import type { DeliveryRow } from '../../core/contracts/delivery';
import { readAlertState, rowPut, statePut, type VersionedState } from './alert-state-item';
import { expiresAt, isOvertaken, type TableSettings } from './tables';

const KEEP_DAYS = 30;

/** The states of users and, in one transaction with them, the rows of digests. Needs GetItem and PutItem, and PutItem on the ledger. */
export interface DigestStore {
  state(userId: string): Promise<VersionedState>;
  /** False: the state has changed since it was read, and nothing was written. */
  commit(userId: string, next: VersionedState, rows: readonly DeliveryRow[]): Promise<boolean>;
}

export interface DigestStoreSettings extends TableSettings {
  /** `tableName` is that of the states. */
  readonly deliveriesTable: string;
}

export const makeDigestStore = ({ client, tableName, deliveriesTable, nowMs = Date.now }: DigestStoreSettings): DigestStore => ({
  state: (userId) => readAlertState({ client, tableName }, userId),
  async commit(userId, next, rows) {
    const expires_at = expiresAt(nowMs(), KEEP_DAYS);
    try {
      await client.send(new TransactWriteCommand({
        // With it a repeat whose first answer was lost is answered as the first.
        ClientRequestToken: randomUUID(),
        TransactItems: [statePut(tableName, userId, next), ...rows.map((row) => rowPut(deliveriesTable, row, expires_at))],
      }));
      return true;
    } catch (error) {
      if (isOvertaken(error)) return false;
      throw error;
    }
  },
});
