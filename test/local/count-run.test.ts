import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeDynamoClient } from '../../adapters/aws/clients';
import type { AppParts } from '../../local/app-parts';
import { countRun } from '../../local/count-run';
import { atPort, startEmulators, type Emulators } from '../support/emulators';

const PARTS = {
  opportunityQueue: { name: 'opportunities' }, opportunityDeadLetterQueue: 'opportunities-dlq', notificationQueues: ['notifications'],
  signalsTable: 'signals', alertsTable: 'alerts', deliveriesTable: 'deliveries', outcomesTable: 'outcomes',
} as unknown as AppParts;

describe('the counts of a run', () => {
  let aws: Emulators;
  beforeAll(async () => {
    aws = await startEmulators();
    await Promise.all([aws.createTable('signals', 'signal_id'), aws.createTable('alerts', 'signal_id'), aws.createTable('deliveries', 'delivery_id'), aws.createTable('outcomes', 'opportunity_id')]);
  });
  afterAll(async () => { await aws.stop(); });

  test('what moves on while they are read is counted where it was or where it went', async () => {
    const put = (TableName: string, Item: object) => aws.tables.send(new PutCommand({ TableName, Item: { ...Item } }));
    const dynamodb = makeDynamoClient(atPort(aws.tablePort));
    const steps = {
      // Decided, and out of the queue, before the answer is here.
      'opportunities': () => sleep(200).then(() => put('signals', { signal_id: 'a', decision: 'accepted' })),
      'opportunities-dlq': async () => undefined,
      'notifications': () => put('alerts', { signal_id: 'a', hold_reason: 'budget' }),
    };
    const watch = {
      opportunityIds: new Set(['a']), leftOverIds: new Set<string>(),
      idsIn: async (name: string) => { await steps[name as keyof typeof steps](); return new Set<string>(); },
    };
    const tally = await countRun({ dynamodb }, PARTS, watch);
    expect(tally).toMatchObject({ opportunities: 1, accepted: 1, unaccounted: 0, alerts: { held: 1, unasked: 0 } });
    dynamodb.destroy();
  });
});
