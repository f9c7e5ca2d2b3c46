import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
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

const DAY_SECONDS = 86_400;

/** Value of `expires_at`: the epoch second after which DynamoDB may delete an item. Nothing may rely on it being deleted. */
export const expiresAt = (nowMs: number, days: number): number => Math.floor(nowMs / 1_000) + days * DAY_SECONDS;
