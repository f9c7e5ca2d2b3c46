import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { randomBytes } from 'node:crypto';
import { makeTableTextStore } from '../../../adapters/aws/table-text-store';
import { startEmulators, type Emulators } from '../../support/emulators';

let aws: Emulators;
beforeAll(async () => {
  aws = await startEmulators();
  await aws.createTable('whales', 'id');
}, 60_000);
afterAll(() => aws.stop());

const store = (name: string) => makeTableTextStore({ client: aws.tables, tableName: 'whales' }, name);
/** Random, so that packing does not make it small. */
const longText = (bytes: number): string => randomBytes(bytes).toString('hex');

describe('S2.31: a text in a table', () => {
  test('nothing was saved: nothing is there', async () => {
    expect(await store('none').load()).toBeUndefined();
  });

  test('a text longer than an item may be comes back whole, and the next save takes its place', async () => {
    const text = longText(900_000);
    const first = store('long');
    await first.save(text);
    expect(await store('long').load()).toBe(text);
    await first.save('short');
    expect(await store('long').load()).toBe('short');
  });

  test('a save that broke off before its manifest leaves the one before whole', async () => {
    await store('torn').save('before');
    await aws.tables.send(new PutCommand({ TableName: 'whales', Item: { id: 'torn#0#0', bytes: Buffer.from('half of the next') } }));
    expect(await store('torn').load()).toBe('before');
  });

  test('a part that is gone or changed is an error that names it, never half a text', async () => {
    await store('lost').save(longText(600_000));
    await aws.tables.send(new DeleteCommand({ TableName: 'whales', Key: { id: 'lost#1#1' } }));
    await expect(store('lost').load()).rejects.toThrow('item "lost#1#1" is missing');
    await aws.tables.send(new PutCommand({ TableName: 'whales', Item: { id: 'lost#1#1', bytes: Buffer.from('another') } }));
    await expect(store('lost').load()).rejects.toThrow('"lost" of generation 1 is damaged');
  });

  test('X3: a write whose answer was lost is not mistaken for another process', async () => {
    let isFirst = true;
    const losing = { send: async (command: never) => {
      const answer = await aws.tables.send(command);
      const isManifest = (command as { input: { Item?: { id?: string } } }).input.Item?.id === 'ack';
      if (isManifest && isFirst) { isFirst = false; return aws.tables.send(command); }
      return answer;
    } };
    await makeTableTextStore({ client: losing as never, tableName: 'whales' }, 'ack').save('kept');
    expect(await store('ack').load()).toBe('kept');
  });

  test('an older process does not overwrite a newer one\'s save', async () => {
    const [older, newer] = [store('two'), store('two')];
    await older.load();
    await newer.save('newer');
    await expect(older.save('late')).rejects.toThrow('was saved by another process');
    expect(await store('two').load()).toBe('newer');
  });
});
