import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { TextStore } from '../text-store';
import { wrote, type TableSettings } from './tables';

/** An item holds 400 KB with its names: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const PART_BYTES = 350_000;

/** Points at the parts of one whole save. */
interface Manifest {
  readonly generation: number;
  readonly parts: number;
  readonly sha256: string;
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const partsOf = (bytes: Buffer): Buffer[] => {
  const count = Math.max(1, Math.ceil(bytes.length / PART_BYTES));
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * PART_BYTES, (index + 1) * PART_BYTES));
};

/**
 * A text of any length in a table keyed by `id`, packed and cut into items. Two places take turns, and the manifest is written last: a
 * process that dies in between leaves the save before whole. One process saves at a time. Each write costs one unit per KB packed.
 */
class TableTextStore implements TextStore {
  private generation: number | undefined;

  constructor(private readonly settings: TableSettings, private readonly name: string) {}

  async load(): Promise<string | undefined> {
    const manifest = await this.manifest();
    this.generation = manifest?.generation ?? 0;
    if (manifest === undefined) return undefined;
    const parts = await Promise.all(Array.from({ length: manifest.parts }, (_, index) => this.part(manifest.generation, index)));
    const bytes = Buffer.concat(parts);
    if (digestOf(bytes) !== manifest.sha256) throw new Error(`table ${this.settings.tableName}: "${this.name}" of generation ${manifest.generation} is damaged: expected SHA-256 ${manifest.sha256}`);
    return gunzipSync(bytes).toString('utf8');
  }

  async save(text: string): Promise<void> {
    const generation = await this.nextGeneration();
    const bytes = gzipSync(text);
    const parts = partsOf(bytes);
    await Promise.all(parts.map((part, index) => this.put({ id: this.partId(generation, index), bytes: part })));
    const manifest: Manifest = { generation, parts: parts.length, sha256: digestOf(bytes) };
    if (!await this.putManifest(manifest)) throw this.overtaken(generation - 1);
    this.generation = generation;
  }

  /** Looked up before a part is written: one that is not the newest would write over the newest one's parts. */
  private async nextGeneration(): Promise<number> {
    const stored = (await this.manifest())?.generation ?? 0;
    if (this.generation !== undefined && this.generation !== stored) throw this.overtaken(this.generation);
    return stored + 1;
  }

  private overtaken(generation: number): Error {
    this.generation = undefined;
    return new Error(`table ${this.settings.tableName}: "${this.name}" was saved by another process: expected generation ${generation}`);
  }

  /** A write that was made but whose answer was lost is found by its digest. */
  private async putManifest(manifest: Manifest): Promise<boolean> {
    const { client, tableName: TableName } = this.settings;
    return wrote(client.send(new PutCommand({
      TableName, Item: { id: this.name, ...manifest },
      ConditionExpression: 'attribute_not_exists(id) OR generation < :next OR sha256 = :digest',
      ExpressionAttributeValues: { ':next': manifest.generation, ':digest': manifest.sha256 },
    })));
  }

  private async manifest(): Promise<Manifest | undefined> {
    const item = await this.item(this.name);
    if (item === undefined) return undefined;
    const { generation, parts, sha256 } = item;
    if (typeof generation !== 'number' || typeof parts !== 'number' || typeof sha256 !== 'string') {
      throw new Error(`table ${this.settings.tableName}: item "${this.name}" is no manifest: expected generation, parts and sha256`);
    }
    return { generation, parts, sha256 };
  }

  private async part(generation: number, index: number): Promise<Uint8Array> {
    const bytes: unknown = (await this.item(this.partId(generation, index)))?.['bytes'];
    if (bytes instanceof Uint8Array) return bytes;
    throw new Error(`table ${this.settings.tableName}: item "${this.partId(generation, index)}" is missing: expected a part of "${this.name}"`);
  }

  private partId(generation: number, index: number): string {
    return `${this.name}#${generation % 2}#${index}`;
  }

  private async item(id: string): Promise<Record<string, unknown> | undefined> {
    const { client, tableName: TableName } = this.settings;
    return (await client.send(new GetCommand({ TableName, Key: { id }, ConsistentRead: true }))).Item;
  }

  private async put(item: Readonly<Record<string, unknown>>): Promise<void> {
    const { client, tableName: TableName } = this.settings;
    await client.send(new PutCommand({ TableName, Item: item }));
  }
}

export const makeTableTextStore = (settings: TableSettings, name: string): TextStore => new TableTextStore(settings, name);
