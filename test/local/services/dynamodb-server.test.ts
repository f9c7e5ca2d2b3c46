import {
  ConditionalCheckFailedException, CreateTableCommand, DescribeContinuousBackupsCommand, DescribeTimeToLiveCommand, DynamoDBClient,
  IdempotentParameterMismatchException, TransactionCanceledException, UpdateContinuousBackupsCommand, UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient, GetCommand, PutCommand, ScanCommand, TransactGetCommand, TransactWriteCommand, UpdateCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDynamoDbServer, type DynamoDbServer } from '../../../local/services/dynamodb-server';
import { temporaryFolder } from '../support/temporary-folder';

type TransactItems = NonNullable<TransactWriteCommandInput['TransactItems']>;

const connect = async (server: DynamoDbServer): Promise<{ base: DynamoDBClient; client: DynamoDBDocumentClient }> => {
  const base = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${server.port}`, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' }, maxAttempts: 1,
  });
  return { base, client: DynamoDBDocumentClient.from(base, { marshallOptions: { removeUndefinedValues: true } }) };
};

const createTable = (base: DynamoDBClient, TableName: string) => base.send(new CreateTableCommand({
  TableName, BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
}));

const reasonsOf = (error: unknown): (string | undefined)[] => {
  if (!(error instanceof TransactionCanceledException)) throw error;
  return (error.CancellationReasons ?? []).map(({ Code }) => Code);
};

describe('DynamoDB on one machine, through the AWS SDK', () => {
  let server: DynamoDbServer;
  let base: DynamoDBClient;
  let client: DynamoDBDocumentClient;

  beforeAll(async () => {
    server = await startDynamoDbServer({ port: 0 });
    ({ base, client } = await connect(server));
    await createTable(base, 'first');
    await createTable(base, 'second');
  });
  afterAll(async () => {
    base.destroy();
    await server.close();
  });

  const write = (TransactItems: TransactItems, ClientRequestToken?: string) => client.send(new TransactWriteCommand({ TransactItems, ClientRequestToken }));
  const item = async (TableName: string, id: string) => (await client.send(new GetCommand({ TableName, Key: { id }, ConsistentRead: true }))).Item;
  const put = (TableName: string, Item: Record<string, unknown>) => client.send(new PutCommand({ TableName, Item }));

  test('a transaction puts, updates, deletes and checks in two tables at once', async () => {
    await put('first', { id: 'delete' });
    await put('second', { id: 'check', n: 1 });
    await write([
      { Put: { TableName: 'first', Item: { id: 'put', n: 1 } } },
      { Update: { TableName: 'second', Key: { id: 'sum' }, UpdateExpression: 'ADD n :n', ExpressionAttributeValues: { ':n': 3 } } },
      { Delete: { TableName: 'first', Key: { id: 'delete' } } },
      { ConditionCheck: { TableName: 'second', Key: { id: 'check' }, ConditionExpression: 'n = :one', ExpressionAttributeValues: { ':one': 1 } } },
      { ConditionCheck: { TableName: 'second', Key: { id: 'missing' }, ConditionExpression: 'attribute_not_exists(id)' } },
    ]);
    expect(await item('first', 'put')).toEqual({ id: 'put', n: 1 });
    expect(await item('second', 'sum')).toEqual({ id: 'sum', n: 3 });
    expect(await item('first', 'delete')).toBeUndefined();
    expect(await item('second', 'check')).toEqual({ id: 'check', n: 1 });
    expect(await item('second', 'missing')).toBeUndefined();
  });

  test('one failed condition cancels all, with a reason for each step and the item where it was asked for', async () => {
    await put('first', { id: 'taken', n: 9 });
    const error: unknown = await write([
      { Put: { TableName: 'first', Item: { id: 'new' } } },
      { Put: { TableName: 'first', Item: { id: 'taken' }, ConditionExpression: 'attribute_not_exists(id)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
      { ConditionCheck: { TableName: 'second', Key: { id: 'nobody' }, ConditionExpression: 'attribute_exists(id)' } },
    ]).catch((caught: unknown) => caught);
    expect(reasonsOf(error)).toEqual(['None', 'ConditionalCheckFailed', 'ConditionalCheckFailed']);
    expect((error as TransactionCanceledException).CancellationReasons?.[1]?.Item).toEqual({ id: { S: 'taken' }, n: { N: '9' } });
    expect(await item('first', 'new')).toBeUndefined();
    expect(await item('first', 'taken')).toEqual({ id: 'taken', n: 9 });
    expect(await item('second', 'nobody')).toBeUndefined();
  });

  test('all or nothing, whatever the transaction: the tables equal a model that applies the whole or none of it', async () => {
    const ids = ['p', 'q', 'r', 's'];
    const step = fc.record({ id: fc.constantFrom(...ids), kind: fc.constantFrom('put', 'add', 'delete', 'check'), need: fc.constantFrom('any', 'present', 'absent'), n: fc.integer({ min: 1, max: 9 }) });
    const transaction = fc.uniqueArray(step, { minLength: 1, maxLength: 4, selector: ({ id }) => id });
    let round = 0;
    await fc.assert(fc.asyncProperty(fc.array(transaction, { minLength: 1, maxLength: 5 }), async (transactions) => {
      round += 1;
      const name = (id: string): string => `${round}-${id}`;
      const model = new Map<string, number>();
      for (const steps of transactions) {
        const condition = (need: string) => need === 'any' ? {} : { ConditionExpression: need === 'present' ? 'attribute_exists(id)' : 'attribute_not_exists(id)' };
        const holds = steps.map(({ id, kind, need }) => {
          const wanted = kind === 'check' && need === 'any' ? 'present' : need;
          return wanted === 'any' || (wanted === 'present') === model.has(id);
        });
        const answer = await write(steps.map(({ id, kind, need, n }) => {
          const key = { TableName: 'first', Key: { id: name(id) } };
          switch (kind) {
            case 'put': return { Put: { TableName: 'first', Item: { id: name(id), n }, ...condition(need) } };
            case 'add': return { Update: { ...key, UpdateExpression: 'ADD n :n', ExpressionAttributeValues: { ':n': n }, ...condition(need) } };
            case 'delete': return { Delete: { ...key, ...condition(need) } };
            case 'check': return { ConditionCheck: { ...key, ConditionExpression: condition(need === 'any' ? 'present' : need).ConditionExpression! } };
          }
        })).then(() => undefined, (error: unknown) => error);
        if (holds.every(Boolean)) {
          expect(answer).toBeUndefined();
          for (const { id, kind, n } of steps) {
            if (kind === 'put') model.set(id, n);
            if (kind === 'add') model.set(id, (model.get(id) ?? 0) + n);
            if (kind === 'delete') model.delete(id);
          }
        } else {
          expect(reasonsOf(answer)).toEqual(holds.map((held) => (held ? 'None' : 'ConditionalCheckFailed')));
        }
        for (const id of ids) expect((await item('first', name(id)))?.['n']).toBe(model.get(id));
      }
    }), { numRuns: 25 });
  });

  test('a repeat with the same ClientRequestToken changes nothing; the same token for something else is refused', async () => {
    const add = (n: number): TransactItems => [{ Update: { TableName: 'first', Key: { id: 'token' }, UpdateExpression: 'ADD n :n', ExpressionAttributeValues: { ':n': n } } }];
    await write(add(1), 'token-1');
    await write(add(1), 'token-1');
    expect(await item('first', 'token')).toEqual({ id: 'token', n: 1 });
    await expect(write(add(2), 'token-1')).rejects.toBeInstanceOf(IdempotentParameterMismatchException);
  });

  test('fifty transactions at once on one sum lose none', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, index) => write([
      { Put: { TableName: 'first', Item: { id: `once-${index}` }, ConditionExpression: 'attribute_not_exists(id)' } },
      { Update: { TableName: 'second', Key: { id: 'total' }, UpdateExpression: 'ADD n :n', ExpressionAttributeValues: { ':n': 1 } } },
    ])));
    expect(await item('second', 'total')).toEqual({ id: 'total', n: 50 });
  });

  test('two steps on one item are refused', async () => {
    await expect(write([{ Put: { TableName: 'first', Item: { id: 'x' } } }, { Delete: { TableName: 'first', Key: { id: 'x' } } }]))
      .rejects.toThrow('Transaction request cannot include multiple operations on one item');
  });

  test('TransactGetItems answers in order, missing items included', async () => {
    await put('first', { id: 'g1', n: 1 });
    const { Responses } = await client.send(new TransactGetCommand({ TransactItems: [
      { Get: { TableName: 'first', Key: { id: 'g1' } } }, { Get: { TableName: 'second', Key: { id: 'none' } } },
    ] }));
    expect(Responses).toEqual([{ Item: { id: 'g1', n: 1 } }, {}]);
  });

  test('a failed condition returns the item that made it fail, when asked', async () => {
    await put('first', { id: 'old', holder: 'me' });
    const attempt = (wanted?: 'ALL_OLD') => client.send(new UpdateCommand({
      TableName: 'first', Key: { id: 'old' }, UpdateExpression: 'SET n = :n', ConditionExpression: 'holder = :you',
      ExpressionAttributeValues: { ':n': 1, ':you': 'you' }, ReturnValuesOnConditionCheckFailure: wanted,
    })).catch((caught: unknown) => caught);
    expect(((await attempt('ALL_OLD')) as ConditionalCheckFailedException).Item).toEqual({ id: { S: 'old' }, holder: { S: 'me' } });
    const plain = await attempt();
    expect(plain).toBeInstanceOf(ConditionalCheckFailedException);
    expect((plain as ConditionalCheckFailedException).Item).toBeUndefined();
  });

  test('D12: the sweep deletes what has expired and nothing else', async () => {
    await createTable(base, 'third');
    await base.send(new UpdateTimeToLiveCommand({ TableName: 'third', TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true } }));
    expect((await base.send(new DescribeTimeToLiveCommand({ TableName: 'third' }))).TimeToLiveDescription)
      .toEqual({ AttributeName: 'expires_at', TimeToLiveStatus: 'ENABLED' });
    await Promise.all([
      put('third', { id: 'past', expires_at: 1_000 }), put('third', { id: 'future', expires_at: 3_000 }), put('third', { id: 'never' }), put('third', { id: 'text', expires_at: 'soon' }),
    ]);
    expect(await server.sweep(2_000_000)).toBe(1);
    const { Items = [] } = await client.send(new ScanCommand({ TableName: 'third' }));
    expect(Items.map((one) => String(one['id'])).sort()).toEqual(['future', 'never', 'text']);
  });

  test('calls for point-in-time recovery are answered', async () => {
    await base.send(new UpdateContinuousBackupsCommand({ TableName: 'first', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }));
    expect((await base.send(new DescribeContinuousBackupsCommand({ TableName: 'first' }))).ContinuousBackupsDescription?.ContinuousBackupsStatus).toBe('ENABLED');
  });
});

describe('tables on disk', () => {
  const folder = temporaryFolder();
  const closers: (() => unknown)[] = [];
  afterAll(async () => {
    for (const close of closers) await close();
    folder.remove();
  });

  test('items and time to live survive a restart, and a transaction that a kill left half done is undone', async () => {
    const first = await startDynamoDbServer({ port: 0, dataDir: folder.path });
    closers.push(() => first.close().catch(() => undefined));
    const before = await connect(first);
    await createTable(before.base, 'kept-table');
    await before.base.send(new UpdateTimeToLiveCommand({ TableName: 'kept-table', TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true } }));
    await before.client.send(new PutCommand({ TableName: 'kept-table', Item: { id: 'kept', n: 1 } }));
    await before.client.send(new PutCommand({ TableName: 'kept-table', Item: { id: 'half', n: 2 } }));
    before.base.destroy();
    await first.close();
    // What a process killed in the middle of a transaction leaves: its journal, and the first of its writes done.
    const journal = join(folder.path, 'transaction.json');
    writeFileSync(journal, JSON.stringify([
      { tableName: 'kept-table', key: { id: { S: 'kept' } }, item: { id: { S: 'kept' }, n: { N: '7' } } }, { tableName: 'kept-table', key: { id: { S: 'half' } } },
    ]));
    const second = await startDynamoDbServer({ port: 0, dataDir: folder.path });
    closers.push(() => second.close());
    const after = await connect(second);
    closers.push(() => { after.base.destroy(); });
    const { Items } = await after.client.send(new ScanCommand({ TableName: 'kept-table' }));
    expect(Items).toEqual([{ id: 'kept', n: 7 }]);
    expect(existsSync(journal)).toBe(false);
    expect((await after.base.send(new DescribeTimeToLiveCommand({ TableName: 'kept-table' }))).TimeToLiveDescription?.AttributeName).toBe('expires_at');
  });
});
