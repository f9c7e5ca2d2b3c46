import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDynamoDbServer } from '../../local/services/dynamodb-server';
import { startQueueServer } from '../../local/services/queue-server';

/** Serves SQS, SNS and DynamoDB on loopback until standard input ends, so that it never outlives the test that started it. */
const run = async (): Promise<void> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tapewatch-test-'));
  const [queues, tables] = await Promise.all([
    startQueueServer({ dataDir, port: 0, region: 'us-east-1' }),
    startDynamoDbServer({ port: 0 }),
  ]);
  process.stdin.on('close', () => {
    rmSync(dataDir, { recursive: true, force: true });
    process.exit(0);
  }).resume();
  process.stdout.write(`${JSON.stringify({ queuePort: queues.port, tablePort: tables.port })}\n`);
};

void run();
