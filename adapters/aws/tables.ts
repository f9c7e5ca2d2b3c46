import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What every store over one table is made from. */
export interface TableSettings {
  readonly client: Pick<DynamoDBDocumentClient, 'send'>;
  readonly tableName: string;
  /** Machine time, for expiry and leases. */
  readonly nowMs?: () => number;
}

/** True when the write took place, false when its condition did not hold; any other failure rejects. */
export const wrote = async (write: Promise<unknown>): Promise<boolean> => {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

/** What kept a transaction from being made, one code for each of its items; undefined: it failed for another reason, or was none. */
export const cancellationsOf = (error: unknown): readonly (string | undefined)[] | undefined =>
  (error instanceof TransactionCanceledException ? error.CancellationReasons?.map(({ Code }) => Code) : undefined);

/** Whether somebody else has changed an item of the transaction, or is changing it. */
export const isOvertaken = (error: unknown): boolean =>
  cancellationsOf(error)?.some((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict') ?? false;

const DAY_SECONDS = 86_400;

/** Value of `expires_at`: the epoch second after which DynamoDB may delete an item. Nothing may rely on it being deleted. */
export const expiresAt = (nowMs: number, days: number): number => Math.floor(nowMs / 1_000) + days * DAY_SECONDS;
