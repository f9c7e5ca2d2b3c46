import { existsSync, readFileSync } from 'node:fs';
import { writeWhole } from '../../adapters/whole-file';
import { asList, asRecord, type Json } from '../template/json';
import { DynamoDbError, type DynamoDbBackend } from './dynamodb-backend';
import type { TableKeys } from './table-keys';

const readAttributes = (path: string | undefined): Map<string, string> => {
  if (path === undefined || !existsSync(path)) return new Map();
  const stored = asRecord(JSON.parse(readFileSync(path, 'utf8')));
  return new Map(Object.entries(stored).map(([table, attribute]) => [table, String(attribute)]));
};

/**
 * Time to live: the settings, and a sweep that deletes what has expired. Real DynamoDB deletes within days, so nothing may
 * rely on the absence of an expired item. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export class TimeToLive {
  private readonly attributeByTable: Map<string, string>;

  constructor(private readonly backend: DynamoDbBackend, private readonly keys: TableKeys, private readonly path?: string) {
    this.attributeByTable = readAttributes(path);
  }

  update(input: Json): Json {
    const table = String(input['TableName']);
    const specification = asRecord(input['TimeToLiveSpecification']);
    const attribute = String(specification['AttributeName']);
    const enable = specification['Enabled'] === true;
    const current = this.attributeByTable.get(table);
    if (enable && current === attribute) throw new DynamoDbError('ValidationException', 'TimeToLive is already enabled');
    if (enable && current !== undefined) throw new DynamoDbError('ValidationException', `TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
    if (!enable && current === undefined) throw new DynamoDbError('ValidationException', 'TimeToLive is already disabled');
    if (enable) this.attributeByTable.set(table, attribute);
    else this.attributeByTable.delete(table);
    this.save();
    return { TimeToLiveSpecification: specification };
  }

  describe(input: Json): Json {
    const attribute = this.attributeByTable.get(String(input['TableName']));
    return {
      TimeToLiveDescription: attribute === undefined
        ? { TimeToLiveStatus: 'DISABLED' }
        : { TimeToLiveStatus: 'ENABLED', AttributeName: attribute },
    };
  }

  forget(table: string): void {
    if (this.attributeByTable.delete(table)) this.save();
  }

  /** Deletes every item whose epoch-second attribute lies before `nowMs`; returns how many. */
  async sweep(nowMs: number): Promise<number> {
    let deleted = 0;
    for (const [table, attribute] of this.attributeByTable) deleted += await this.sweepTable(table, attribute, Math.floor(nowMs / 1000));
    return deleted;
  }

  private async sweepTable(table: string, attribute: string, nowSeconds: number): Promise<number> {
    const expression = {
      ExpressionAttributeNames: { '#expiry': attribute },
      ExpressionAttributeValues: { ':now': { N: String(nowSeconds) } },
    };
    let deleted = 0;
    let from: unknown;
    do {
      const page = await this.backend.call('Scan', { TableName: table, FilterExpression: '#expiry < :now', ...expression, ExclusiveStartKey: from });
      for (const item of asList(page['Items']).map(asRecord)) deleted += await this.expire(table, item, expression);
      from = page['LastEvaluatedKey'];
    } while (from !== undefined);
    return deleted;
  }

  /** Only if it is still expired: a writer may have prolonged it since the scan. */
  private async expire(table: string, item: Json, expression: Json): Promise<number> {
    try {
      await this.backend.call('DeleteItem', {
        TableName: table, Key: await this.keys.keyOf(table, item), ConditionExpression: '#expiry < :now', ...expression,
      });
      return 1;
    } catch (error) {
      if (error instanceof DynamoDbError && error.code === 'ConditionalCheckFailedException') return 0;
      throw error;
    }
  }

  private save(): void {
    if (this.path === undefined) return;
    writeWhole(this.path, JSON.stringify(Object.fromEntries(this.attributeByTable)));
  }
}
