import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { parseStreamToken, type StreamToken } from '../../core/contracts/stream-token';
import { mapLimited } from '../map-limited';
import { wrote, type TableSettings } from './tables';

/** Two items beside the tokens, under keys that no token can have: how often something was revoked, and which tokens there are. */
const REVOCATIONS = '#revocations';
const INDEX = '#index';
const READS_AT_ONCE = 8;

/** The `stream-tokens` table. Needs GetItem, PutItem and UpdateItem, no scan. */
export interface TokenStore {
  /** Undefined: there is no such token. */
  get(tokenId: string): Promise<StreamToken | undefined>;
  put(token: StreamToken): Promise<void>;
  /** False: there is no such token. Revoking twice keeps the first time. Raises `revocations` after the token is marked. */
  revoke(tokenId: string, nowMs: number): Promise<boolean>;
  /** A number that changes with every revocation: whoever holds sockets open watches it. */
  revocations(): Promise<number>;
  /** Every token that is still stored, by time of issue. */
  list(): Promise<readonly StreamToken[]>;
}

export const makeTokenStore = ({ client, tableName: TableName }: Omit<TableSettings, 'nowMs'>): TokenStore => {
  const item = async (key: string): Promise<Record<string, unknown> | undefined> => {
    const { Item } = await client.send(new GetCommand({ TableName, Key: { token_id: key }, ConsistentRead: true }));
    return Item;
  };
  const get = async (tokenId: string): Promise<StreamToken | undefined> => {
    const found = await item(tokenId);
    return found && parseStreamToken(found);
  };
  return {
    get,
    async put(token) {
      // The index first: a token that is listed and was never stored is skipped, one that is stored and not listed would be forgotten.
      await client.send(new UpdateCommand({
        TableName, Key: { token_id: INDEX }, UpdateExpression: 'ADD token_ids :one', ExpressionAttributeValues: { ':one': new Set([token.token_id]) },
      }));
      await client.send(new PutCommand({ TableName, Item: token, ConditionExpression: 'attribute_not_exists(token_id)' }));
    },
    async revoke(tokenId, nowMs) {
      const isMarked = await wrote(client.send(new UpdateCommand({
        TableName,
        Key: { token_id: tokenId },
        UpdateExpression: 'SET revoked_at = :now',
        ConditionExpression: 'attribute_exists(token_id) AND revoked_at = :never',
        ExpressionAttributeValues: { ':now': Math.floor(nowMs / 1_000), ':never': null },
      })));
      if (!isMarked && await get(tokenId) === undefined) return false;
      // Also when it was marked before: the writer then may have died before this.
      await client.send(new UpdateCommand({
        TableName, Key: { token_id: REVOCATIONS }, UpdateExpression: 'ADD revocation_count :one', ExpressionAttributeValues: { ':one': 1 },
      }));
      return true;
    },
    async revocations() {
      const count = (await item(REVOCATIONS))?.['revocation_count'];
      return typeof count === 'number' ? count : 0;
    },
    async list() {
      const ids = (await item(INDEX))?.['token_ids'];
      const tokenIds = ids instanceof Set ? [...ids].filter((id) => typeof id === 'string') : [];
      const tokens = await mapLimited(tokenIds, READS_AT_ONCE, get);
      return tokens.filter((token) => token !== undefined).sort((a, b) => a.issued_time_ms - b.issued_time_ms);
    },
  };
};
