import '../parent-guard';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startDynamoDbServer } from './dynamodb-server';
import { startQueueServer } from './queue-server';
import type { ServicesReport, ServicesRequest, ServicesSettings } from './services-protocol';

const report = (message: ServicesReport): void => { process.send?.(message); };

/** Runs SQS, SNS and DynamoDB of one local run in a process of their own. */
const main = async (settings: ServicesSettings): Promise<void> => {
  mkdirSync(settings.dataDir, { recursive: true });
  const observed = new Set<string>();
  const queues = await startQueueServer({
    dataDir: join(settings.dataDir, 'messaging'), port: settings.messagingPort, region: settings.region,
    onSent: (queueName, { body }) => { if (observed.has(queueName)) report({ type: 'sent', queueName, body }); },
  });
  const tables = await startDynamoDbServer({ dataDir: join(settings.dataDir, 'dynamodb'), port: settings.dynamodbPort });
  process.on('message', (request: ServicesRequest) => {
    if (request.type === 'observe') observed.add(request.queueName);
    else report({ type: 'messages', id: request.id, bodies: queues.messagesIn(request.queueName).map(({ body }) => body) });
  });
  process.on('SIGTERM', () => { void Promise.all([queues.close(), tables.close()]).finally(() => process.exit(0)); });
  report({ type: 'ready', messagingPort: queues.port, dynamodbPort: tables.port });
};

main(JSON.parse(process.argv[2] ?? '{}') as ServicesSettings).catch((error: unknown) => {
  report({ type: 'failed', reason: error instanceof Error ? error.message : String(error) });
  setImmediate(() => process.exit(1));
});
