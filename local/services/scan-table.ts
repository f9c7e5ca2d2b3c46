import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Json } from '../template/json';

/** The named attributes of every item of a table, as plain values. */
export const scanTable = async (dynamodb: DynamoDBClient, tableName: string, attributes: readonly string[]): Promise<Json[]> => {
  const client = DynamoDBDocumentClient.from(dynamodb);
  const names = Object.fromEntries(attributes.map((attribute, index) => [`#a${index}`, attribute]));
  const items: Json[] = [];
  let ExclusiveStartKey: Json | undefined;
  do {
    const page = await client.send(new ScanCommand({
      TableName: tableName, ConsistentRead: true, ExclusiveStartKey,
      ProjectionExpression: Object.keys(names).join(', '), ExpressionAttributeNames: names,
    }));
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
};
