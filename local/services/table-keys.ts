import { asList, asRecord, type Json } from '../template/json';
import type { DynamoDbBackend } from './dynamodb-backend';

/** Names of the key attributes of tables; asked once, since a key schema never changes. */
export class TableKeys {
  private readonly namesByTable = new Map<string, readonly string[]>();

  constructor(private readonly backend: DynamoDbBackend) {}

  async names(tableName: string): Promise<readonly string[]> {
    const known = this.namesByTable.get(tableName);
    if (known !== undefined) return known;
    const { Table } = await this.backend.call('DescribeTable', { TableName: tableName });
    const names = asList(asRecord(Table)['KeySchema']).map((element) => String(asRecord(element)['AttributeName']));
    this.namesByTable.set(tableName, names);
    return names;
  }

  /** The key of a whole item. */
  async keyOf(tableName: string, item: Json): Promise<Json> {
    const names = await this.names(tableName);
    return Object.fromEntries(names.map((name) => [name, item[name]]));
  }

  forget(tableName: string): void {
    this.namesByTable.delete(tableName);
  }
}
