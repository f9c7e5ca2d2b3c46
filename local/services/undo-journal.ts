import { existsSync, readFileSync, rmSync } from 'node:fs';
import { writeWhole } from '../../adapters/whole-file';
import { asList, asRecord, isRecord, type Json } from '../template/json';
import type { DynamoDbBackend } from './dynamodb-backend';

/** One item as it was before a transaction touched it; no `item` means that it did not exist. */
export interface BeforeImage {
  readonly tableName: string;
  readonly key: Json;
  readonly item?: Json;
}

/** Puts items back, newest first. */
export const restore = async (backend: DynamoDbBackend, images: readonly BeforeImage[]): Promise<void> => {
  for (const { tableName, key, item } of [...images].reverse()) {
    if (item === undefined) await backend.call('DeleteItem', { TableName: tableName, Key: key });
    else await backend.call('PutItem', { TableName: tableName, Item: item });
  }
};

/**
 * What a running transaction would have to undo, in a file, so that a process killed in the middle leaves nothing half done:
 * the next start puts the items back. Without a path it keeps nothing (in-memory tables die with the process anyway).
 */
export class UndoJournal {
  constructor(private readonly path?: string) {}

  begin(images: readonly BeforeImage[]): void {
    if (this.path === undefined) return;
    writeWhole(this.path, JSON.stringify(images));
  }

  end(): void {
    if (this.path !== undefined) rmSync(this.path, { force: true });
  }

  async recover(backend: DynamoDbBackend): Promise<void> {
    if (this.path === undefined || !existsSync(this.path)) return;
    const images = asList(JSON.parse(readFileSync(this.path, 'utf8'))).map(asRecord).map((image) => ({
      tableName: String(image['tableName']), key: asRecord(image['key']), ...(isRecord(image['item']) ? { item: image['item'] } : {}),
    }));
    await restore(backend, images);
    this.end();
  }
}
