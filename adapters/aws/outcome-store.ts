import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { HORIZONS_MINUTES, parseAftermath, type Aftermath } from '../../core/contracts/aftermath';
import type { Outcome } from '../../core/contracts/outcome';
import { parseSignal, type Signal } from '../../core/contracts/signal';
import { sumsOf } from '../../core/outcomes/precision';
import { wilsonInterval } from '../../core/outcomes/wilson';
import { conflictPause } from '../conflict-pause';
import { cancellationsOf, expiresAt, type TableSettings } from './tables';
import { trackWrites } from './track-writes';

const KEEP_DAYS = 90;
const MAX_CONFLICTS = 8;

/** What is known of one opportunity and not yet counted. */
export interface OutcomeRecord {
  readonly signal: Signal | undefined;
  /** Aftermaths whose outcome has not been counted. */
  readonly uncounted: readonly Aftermath[];
}

/**
 * The `outcomes` table, one item per opportunity, and the `precision` table: one item of sums per kind (`precision#...`) and one per cell
 * of the track record (`track#...`).
 */
export interface OutcomeStore {
  /** Both keep what came first and return all that is known afterwards. */
  addSignal(signal: Signal): Promise<OutcomeRecord>;
  addAftermath(aftermath: Aftermath): Promise<OutcomeRecord>;
  /** Stores the outcome, adds it to the sums in one transaction, and restates precision and interval. False: it was counted before. */
  countOnce(outcome: Outcome): Promise<boolean>;
}

export interface OutcomeStoreSettings extends TableSettings {
  readonly precisionTableName: string;
  readonly random?: () => number;
}

/** Key of the sums that an outcome belongs to. */
export const precisionId = ({ market, opportunity_type, decision, horizon_minutes }: Outcome): string =>
  `precision#${market}#${opportunity_type}#${decision}#${horizon_minutes}`;

const recordOf = (item: Readonly<Record<string, unknown>> | undefined): OutcomeRecord => {
  const open = HORIZONS_MINUTES.filter((horizon) => item?.[`a${horizon}`] !== undefined && item[`h${horizon}`] === undefined);
  return {
    signal: item?.['signal'] === undefined ? undefined : parseSignal(item['signal']),
    uncounted: open.map((horizon) => parseAftermath(item?.[`a${horizon}`])),
  };
};

export const makeOutcomeStore = (settings: OutcomeStoreSettings): OutcomeStore => {
  const { client, tableName: TableName, precisionTableName, nowMs = Date.now, random = Math.random } = settings;

  const keepFirst = async (opportunityId: string, name: string, part: Signal | Aftermath): Promise<OutcomeRecord> => {
    const { Attributes } = await client.send(new UpdateCommand({
      TableName,
      Key: { opportunity_id: opportunityId },
      UpdateExpression: 'SET #part = if_not_exists(#part, :part), expires_at = if_not_exists(expires_at, :expires)',
      ExpressionAttributeNames: { '#part': name },
      ExpressionAttributeValues: { ':part': part, ':expires': expiresAt(nowMs(), KEEP_DAYS) },
      ReturnValues: 'ALL_NEW',
    }));
    return recordOf(Attributes);
  };

  /** The bars stay beside the outcome: they are what the page draws. The entries that it was compared with have served their purpose. */
  const transaction = (outcome: Outcome): TransactWriteCommandInput => {
    const { n, hits, blind, returnSumFraction, stopFirst, target1First } = sumsOf(outcome);
    const horizon = outcome.horizon_minutes;
    return {
      TransactItems: [
        { Update: {
          TableName,
          Key: { opportunity_id: outcome.opportunity_id },
          UpdateExpression: 'SET #h = :outcome REMOVE #a.#controls',
          ConditionExpression: 'attribute_not_exists(#h)',
          ExpressionAttributeNames: { '#h': `h${horizon}`, '#a': `a${horizon}`, '#controls': 'controls' },
          ExpressionAttributeValues: { ':outcome': outcome },
        } },
        { Update: {
          TableName: precisionTableName,
          Key: { id: precisionId(outcome) },
          UpdateExpression: 'ADD n :n, hits :hits, blind :blind, return_sum_fraction :sum, stop_first :stop, target1_first :target',
          ExpressionAttributeValues: {
            ':n': n, ':hits': hits, ':blind': blind, ':sum': returnSumFraction, ':stop': stopFirst, ':target': target1First,
          },
        } },
        ...trackWrites(precisionTableName, outcome),
      ],
    };
  };

  /** Two transactions on the same sums at the same moment: DynamoDB cancels one, and the SDK does not try again by itself. */
  const attempt = async (input: TransactWriteCommandInput, conflicts: number): Promise<boolean> => {
    try {
      await client.send(new TransactWriteCommand(input));
      return true;
    } catch (error) {
      const reasons = cancellationsOf(error);
      if (reasons?.[0] === 'ConditionalCheckFailed') return false;
      if (reasons?.includes('TransactionConflict') !== true || conflicts >= MAX_CONFLICTS) throw error;
      await conflictPause(conflicts, random);
      return attempt(input, conflicts + 1);
    }
  };

  /** Any update of its own, because an item cannot be read and its sums stated in one step; a later count states them anew. */
  const sumsNow = async (id: string): Promise<{ readonly n: number; readonly hits: number }> => {
    const { Attributes } = await client.send(new UpdateCommand({
      TableName: precisionTableName, Key: { id }, UpdateExpression: 'SET stated_time_ms = :now',
      ExpressionAttributeValues: { ':now': nowMs() }, ReturnValues: 'ALL_NEW',
    }));
    return { n: Number(Attributes?.['n'] ?? 0), hits: Number(Attributes?.['hits'] ?? 0) };
  };

  /** Writes precision and Wilson interval beside the sums they belong to, unless another count has come between. */
  const statePrecision = async (id: string): Promise<void> => {
    const { n, hits } = await sumsNow(id);
    const interval = wilsonInterval(hits, n);
    if (interval === undefined) return;
    await client.send(new UpdateCommand({
      TableName: precisionTableName, Key: { id },
      UpdateExpression: 'SET #precision = :precision, wilson_low = :low, wilson_high = :high', ConditionExpression: 'n = :n AND hits = :hits',
      ExpressionAttributeNames: { '#precision': 'precision' },
      ExpressionAttributeValues: { ':precision': hits / n, ':low': interval.low, ':high': interval.high, ':n': n, ':hits': hits },
    })).catch((error: unknown) => {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    });
  };

  const countOnce = async (outcome: Outcome): Promise<boolean> => {
    const isNew = await attempt(transaction(outcome), 0);
    if (isNew) await statePrecision(precisionId(outcome));
    return isNew;
  };

  return {
    addSignal: (signal) => keepFirst(signal.signal_id, 'signal', signal),
    addAftermath: (aftermath) => keepFirst(aftermath.opportunity_id, `a${aftermath.horizon_minutes}`, aftermath),
    countOnce,
  };
};
