import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { TableSettings } from './tables';

/** DynamoDB's own bound of one call. */
const BATCH = 100;
const MAX_TRIES = 5;

type Item = Record<string, unknown>;
type Key = Readonly<Record<string, string>>;

/** Items by their keys, those that are there, in no order. What a busy table leaves out is asked for again. Needs BatchGetItem. */
export const readItems = async ({ client, tableName }: Omit<TableSettings, 'nowMs'>, keys: readonly Key[]): Promise<Item[]> => {
  const found: Item[] = [];
  for (let from = 0; from < keys.length; from += BATCH) {
    let wanted: readonly Key[] = keys.slice(from, from + BATCH);
    for (let tries = 0; wanted.length > 0; tries += 1) {
      if (tries === MAX_TRIES) throw new Error(`table ${tableName}: ${wanted.length} items were not given in ${MAX_TRIES} tries`);
      const { Responses, UnprocessedKeys } = await client.send(new BatchGetCommand({ RequestItems: { [tableName]: { Keys: wanted.map((key) => ({ ...key })) } } }));
      found.push(...Responses?.[tableName] ?? []);
      wanted = (UnprocessedKeys?.[tableName]?.Keys ?? []) as Key[];
    }
  }
  return found;
};
