import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Outcome } from '../../core/contracts/outcome';
import { resultOf } from '../../core/outcomes/result';
import { type CellChange, cellId, cellsOf } from '../../core/outcomes/track/cells';
import { countersOf } from '../../core/outcomes/track/track-sums';

/** One step of a transaction. */
export type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** One cell of the track record: its counters by one atomic increment, and the result's place in the day's order where it is kept. */
const cellWrite = (TableName: string, { key, add, log }: CellChange): Write => {
  const counters = Object.entries(countersOf(add)).map(([name, value], index) => ({ name, value, at: `c${index}` }));
  const logged = log === undefined ? {} : { ':entry': [[log.entryTimeMs, log.net]], ':none': [] };
  return { Update: {
    TableName,
    Key: { id: cellId(key) },
    UpdateExpression: `ADD ${counters.map(({ at }) => `#${at} :${at}`).join(', ')}${log === undefined ? '' : ' SET #log = list_append(if_not_exists(#log, :none), :entry)'}`,
    ExpressionAttributeNames: { ...Object.fromEntries(counters.map(({ name, at }) => [`#${at}`, name])), ...(log === undefined ? {} : { '#log': 'log' }) },
    ExpressionAttributeValues: { ...Object.fromEntries(counters.map(({ value, at }) => [`:${at}`, value])), ...logged },
  } };
};

/** What counting an outcome adds to the track record; nothing for one that does not say when it was entered. */
export const trackWrites = (tableName: string, outcome: Outcome): Write[] => {
  const result = resultOf(outcome);
  return result === undefined ? [] : cellsOf(result).map((change) => cellWrite(tableName, change));
};
