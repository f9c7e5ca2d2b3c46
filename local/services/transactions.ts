import { createHash } from 'node:crypto';
import { asList, asRecord, isRecord, type Json } from '../template/json';
import { DynamoDbError, type DynamoDbBackend } from './dynamodb-backend';
import type { TableKeys } from './table-keys';
import { restore, type BeforeImage, type UndoJournal } from './undo-journal';

type Action = 'Put' | 'Delete' | 'Update' | 'ConditionCheck';

interface Step {
  readonly action: Action;
  readonly input: Json;
  readonly image: BeforeImage;
}

/** As in the API: one entry for each step, in order, `None` for those that would have passed. */
interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Json;
}

const ACTIONS: readonly Action[] = ['Put', 'Delete', 'Update', 'ConditionCheck'];
const MAX_STEPS = 100;
/** How long a ClientRequestToken makes a repeat answer as the first call did. */
const TOKEN_LIFE_MS = 10 * 60_000;

const invalid = (message: string): DynamoDbError => new DynamoDbError('ValidationException', message);

const readAction = (entry: unknown): readonly [Action, Json] => {
  const record = asRecord(entry);
  const stated = ACTIONS.filter((action) => record[action] !== undefined);
  const [action] = stated;
  if (action === undefined || stated.length !== 1) {
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  return [action, asRecord(record[action])];
};

const CONDITION_FIELDS = ['ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues'];

const pick = (input: Json, fields: readonly string[]): Json =>
  Object.fromEntries(fields.filter((field) => input[field] !== undefined).map((field) => [field, input[field]]));

const codeOf = (error: unknown): CancellationReason => {
  if (!(error instanceof DynamoDbError)) throw error;
  if (error.code === 'ConditionalCheckFailedException') return { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' };
  if (error.code === 'ValidationException') return { Code: 'ValidationError', Message: error.message };
  throw error;
};

/** The text that the API gives, e.g. `[ConditionalCheckFailed, None]`. */
const cancelled = (reasons: readonly CancellationReason[]): DynamoDbError => {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new DynamoDbError('TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`, { CancellationReasons: reasons });
};

/**
 * TransactWriteItems and TransactGetItems over an emulator that has neither. The caller holds the exclusive lock, so nobody
 * sees the steps in between. Each step runs with its condition; when one is refused, all are undone.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export class Transactions {
  private readonly tokens = new Map<string, { readonly digest: string; readonly expiresMs: number }>();

  constructor(
    private readonly backend: DynamoDbBackend,
    private readonly keys: TableKeys,
    private readonly journal: UndoJournal,
    private readonly nowMs: () => number = () => Date.now(),
  ) {}

  async write(input: Json): Promise<Json> {
    const entries = asList(input['TransactItems']);
    if (entries.length === 0 || entries.length > MAX_STEPS) {
      throw invalid(`1 validation error detected: transactItems has ${entries.length} members, expected 1 to ${MAX_STEPS}`);
    }
    const token = typeof input['ClientRequestToken'] === 'string' ? input['ClientRequestToken'] : undefined;
    const digest = createHash('sha256').update(JSON.stringify(entries)).digest('hex');
    if (token !== undefined && this.isRepeat(token, digest)) return {};
    await this.run(await this.readSteps(entries));
    if (token !== undefined) this.tokens.set(token, { digest, expiresMs: this.nowMs() + TOKEN_LIFE_MS });
    return {};
  }

  async get(input: Json): Promise<Json> {
    const responses: Json[] = [];
    for (const entry of asList(input['TransactItems'])) {
      const { Item } = await this.backend.call('GetItem', { ...asRecord(asRecord(entry)['Get']), ConsistentRead: true });
      responses.push(Item === undefined ? {} : { Item });
    }
    return { Responses: responses };
  }

  private isRepeat(token: string, digest: string): boolean {
    for (const [known, { expiresMs }] of this.tokens) if (expiresMs <= this.nowMs()) this.tokens.delete(known);
    const first = this.tokens.get(token);
    if (first === undefined) return false;
    if (first.digest !== digest) {
      throw new DynamoDbError('IdempotentParameterMismatchException', 'The request uses the same client token as a previous, but non-identical request.');
    }
    return true;
  }

  private async readSteps(entries: readonly unknown[]): Promise<Step[]> {
    const steps: Step[] = [];
    const seen = new Set<string>();
    for (const entry of entries) {
      const [action, input] = readAction(entry);
      const tableName = String(input['TableName']);
      const key = action === 'Put' ? await this.keys.keyOf(tableName, asRecord(input['Item'])) : asRecord(input['Key']);
      const identity = JSON.stringify([tableName, Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1))]);
      if (seen.has(identity)) throw invalid('Transaction request cannot include multiple operations on one item');
      seen.add(identity);
      const { Item } = await this.backend.call('GetItem', { TableName: tableName, Key: key, ConsistentRead: true });
      steps.push({ action, input, image: { tableName, key, ...(isRecord(Item) ? { item: Item } : {}) } });
    }
    return steps;
  }

  private async run(steps: readonly Step[]): Promise<void> {
    const images = steps.map(({ image }) => image);
    this.journal.begin(images);
    let reasons: CancellationReason[];
    try {
      reasons = await this.applyAll(steps);
    } catch (error) {
      await restore(this.backend, images);
      this.journal.end();
      throw error;
    }
    const refused = reasons.some(({ Code }) => Code !== 'None');
    if (refused) await restore(this.backend, images);
    this.journal.end();
    if (refused) throw cancelled(reasons);
  }

  /** Steps touch different items, so the order does not matter and each condition sees the state before the transaction. */
  private async applyAll(steps: readonly Step[]): Promise<CancellationReason[]> {
    const reasons: CancellationReason[] = [];
    for (const step of steps) {
      try {
        await this.apply(step);
        reasons.push({ Code: 'None' });
      } catch (error) {
        const wantsItem = step.input['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD' && step.image.item !== undefined;
        reasons.push({ ...codeOf(error), ...(wantsItem ? { Item: step.image.item } : {}) });
      }
    }
    return reasons;
  }

  private async apply({ action, input, image }: Step): Promise<void> {
    const plain: Json = { ...input, ReturnValuesOnConditionCheckFailure: undefined };
    if (action !== 'ConditionCheck') {
      await this.backend.call(`${action}Item`, plain);
      return;
    }
    // Writing the item as it is makes the emulator evaluate the condition; a missing item is stood in for by its key, then removed.
    await this.backend.call('PutItem', { TableName: image.tableName, Item: image.item ?? image.key, ...pick(input, CONDITION_FIELDS) });
    if (image.item === undefined) await this.backend.call('DeleteItem', { TableName: image.tableName, Key: image.key });
  }
}
