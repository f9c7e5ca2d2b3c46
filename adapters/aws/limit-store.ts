import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { createHash, randomUUID } from 'node:crypto';
import { takeRate, type BucketState, type RateLimit } from '../../core/alerts/delivery/rate-limits';
import { isSpent, takeSpend, type SmsSpend, type SmsSpendLimit, type SpendAnswer } from '../../core/alerts/delivery/sms-spend';
import { conflictPause } from '../conflict-pause';
import { expiresAt, isOvertaken, type TableSettings } from './tables';

const KEEP_DAYS = 40;
const MAX_CONFLICTS = 6;
/** Where many take from one limit at the same moment: there is no place free just now. */
const CONFLICT_WAIT_MS = 1_000;
const SMS_SPEND = 'spend|sms';

/** What all senders share: the rates of channels and the month's money for SMS, beside the ledger's rows. */
export interface LimitStore {
  /** Takes a place in all the limits, or none; answers how long to wait, 0 when it was taken. */
  takeRate(limits: readonly RateLimit[], nowMs: number): Promise<number>;
  takeSmsSpend(limit: SmsSpendLimit, segments: number, nowMs: number): Promise<SpendAnswer>;
  isSmsSpent(limit: SmsSpendLimit, nowMs: number): Promise<boolean>;
}

export interface LimitStoreSettings extends TableSettings {
  readonly random?: () => number;
}

interface Kept {
  readonly key: string;
  readonly item: Record<string, unknown> | undefined;
}

/** The keys hold addresses. */
const bucketKey = (key: string): string => `rate|${createHash('sha256').update(key).digest('hex')}`;

const bucketOf = (item: Record<string, unknown>): BucketState => ({ tokens: Number(item['tokens']), updatedMs: Number(item['updated_ms']) });

const spendOf = (item: Record<string, unknown> | undefined): SmsSpend | undefined =>
  (item === undefined ? undefined : { month: String(item['month']), spentUsd: Number(item['spent_usd']) });

export const makeLimitStore = ({ client, tableName: TableName, nowMs: machineMs = Date.now, random = Math.random }: LimitStoreSettings): LimitStore => {
  const read = async (key: string): Promise<Kept> =>
    ({ key, item: (await client.send(new GetCommand({ TableName, Key: { delivery_id: key }, ConsistentRead: true }))).Item });

  /** All of them over what was read, or none. False: somebody else was faster. */
  const write = async (changes: readonly (readonly [Kept, Record<string, unknown>])[]): Promise<boolean> => {
    try {
      await client.send(new TransactWriteCommand({
        // With it a repeat whose first answer was lost takes nothing twice.
        ClientRequestToken: randomUUID(),
        TransactItems: changes.map(([{ key, item }, values]) => (
          { Put: {
            TableName, Item: { ...values, delivery_id: key, revision: Number(item?.['revision'] ?? 0) + 1, expires_at: expiresAt(machineMs(), KEEP_DAYS) },
            ...(item === undefined ? { ConditionExpression: 'attribute_not_exists(delivery_id)' }
              : { ConditionExpression: 'revision = :revision', ExpressionAttributeValues: { ':revision': item['revision'] } }),
          } }
        )),
      }));
      return true;
    } catch (error) {
      if (isOvertaken(error)) return false;
      throw error;
    }
  };

  /** Tries until a try is not overtaken; undefined: it always was. */
  const untilTaken = async <Answer>(attempt: () => Promise<Answer | undefined>): Promise<Answer | undefined> => {
    for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
      const answer = await attempt();
      if (answer !== undefined) return answer;
      await conflictPause(conflicts, random);
    }
    return undefined;
  };

  const rateAttempt = async (limits: readonly RateLimit[], nowMs: number): Promise<number | undefined> => {
    const kept = await Promise.all(limits.map(async ({ key }) => ({ limit: key, ...await read(bucketKey(key)) })));
    const states = new Map(kept.flatMap(({ limit, item }) => (item === undefined ? [] : [[limit, bucketOf(item)] as const])));
    const answer = takeRate(limits, states, nowMs);
    if (answer.kind === 'wait') return answer.waitMs;
    const changes = kept.flatMap((one) => {
      const state = answer.states.get(one.limit);
      return state === undefined ? [] : [[one, { tokens: state.tokens, updated_ms: state.updatedMs }] as const];
    });
    return await write(changes) ? 0 : undefined;
  };

  const spendAttempt = async (limit: SmsSpendLimit, segments: number, nowMs: number): Promise<SpendAnswer | undefined> => {
    const kept = await read(SMS_SPEND);
    const answer = takeSpend(spendOf(kept.item), limit, segments, nowMs);
    if (answer.kind === 'refused') return answer;
    return await write([[kept, { month: answer.spend.month, spent_usd: answer.spend.spentUsd }]]) ? answer : undefined;
  };

  return {
    takeRate: async (limits, nowMs) => (limits.length === 0 ? 0 : await untilTaken(() => rateAttempt(limits, nowMs)) ?? CONFLICT_WAIT_MS),
    async takeSmsSpend(limit, segments, nowMs) {
      const answer = await untilTaken(() => spendAttempt(limit, segments, nowMs));
      if (answer === undefined) throw new Error(`the month's SMS spend was changed by others ${MAX_CONFLICTS} times in a row`);
      return answer;
    },
    isSmsSpent: async (limit, nowMs) => isSpent(spendOf((await read(SMS_SPEND)).item), limit, nowMs),
  };
};
