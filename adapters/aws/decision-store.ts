import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { WireBar } from '../../core/contracts/common';
import { parseSignal, type Signal } from '../../core/contracts/signal';
import { packBars } from './packed-bars';
import { expiresAt, wrote, type TableSettings } from './tables';

const KEEP_DAYS = 30;

export interface StoredDecision {
  readonly signal: Signal;
  readonly isPublished: boolean;
}

/** The `signals` table: one decision per opportunity, whoever comes first. */
export interface DecisionStore {
  /**
   * Stores the decision unless this opportunity has one, and returns the one that is stored.
   * `claim` is the writer's own token: a write that DynamoDB made but whose answer was lost is then recognised as one's own.
   * `bars`: what it was decided on, kept for whoever looks at the decision later.
   */
  decideOnce(signal: Signal, claim: string, bars: readonly WireBar[]): Promise<StoredDecision>;
  markPublished(signalId: string): Promise<void>;
}

export const makeDecisionStore = ({ client, tableName: TableName, nowMs = Date.now }: TableSettings): DecisionStore => {
  const load = async (signalId: string): Promise<StoredDecision> => {
    const { Item } = await client.send(new GetCommand({ TableName, Key: { signal_id: signalId }, ConsistentRead: true }));
    return { signal: parseSignal(Item), isPublished: Item?.['published_time_ms'] !== undefined };
  };
  return {
    async decideOnce(signal, claim, bars) {
      const isStored = await wrote(client.send(new PutCommand({
        TableName,
        Item: { ...signal, bars: packBars(bars), claim, expires_at: expiresAt(nowMs(), KEEP_DAYS) },
        ConditionExpression: 'attribute_not_exists(signal_id) OR claim = :me',
        ExpressionAttributeValues: { ':me': claim },
      })));
      return isStored ? { signal, isPublished: false } : load(signal.signal_id);
    },
    async markPublished(signalId) {
      await client.send(new UpdateCommand({
        TableName,
        Key: { signal_id: signalId },
        UpdateExpression: 'SET published_time_ms = :now',
        ExpressionAttributeValues: { ':now': nowMs() },
      }));
    },
  };
};
