import { readdirSync } from 'node:fs';
import { parseScheduleCall } from '../../../core/contracts/schedule';
import { LinksEnv } from '../../../lambdas/delivery/env';
import { ApiEnv } from '../../../lambdas/api/env';
import { findAppParts } from '../../../local/app-parts';
import { OUTBOX_QUEUE, withOutbox } from '../../../local/outbox';
import { collectPlan } from '../../../local/template/collect-plan';
import { readAssembly } from '../../../local/template/read-assembly';
import { scheduledInput } from '../../../local/template/schedule-of';
import { STAGES } from '../../../lib/config';
import { synthesize } from '../../../lib/synthesize';
import { temporaryFolder } from '../support/temporary-folder';

const ACCOUNT = { accountId: '000000000000', region: 'us-east-1', sqsEndpoint: 'http://127.0.0.1:4100', httpEndpoint: 'http://127.0.0.1:8470' };

describe.each(STAGES)('the template of the stage %s runs locally', (stage) => {
  const folder = temporaryFolder();
  synthesize({ outdir: folder.path, stage, context: { 'aws:cdk:bundling-stacks': [] } });
  const plan = collectPlan(readAssembly(folder.path), ACCOUNT);
  afterAll(folder.remove);

  test('every rule calls a function of the template with what it reads', () => {
    const names = plan.functions.map(({ name }) => name);
    const calls = plan.schedules.map((schedule) => {
      expect(names).toContain(schedule.functionName);
      return parseScheduleCall(scheduledInput(schedule, Date.UTC(2026, 0, 7, 15, 5))).job;
    });
    expect(calls.sort()).toEqual(['canary', 'daily-look', 'daily-look', 'digests']);
  });

  test('every function that neither a rule nor a route calls has a mapping from a queue that redrives to a queue of the template', () => {
    const called = [...plan.schedules, ...plan.routes].map(({ functionName }) => functionName);
    const consumers = plan.functions.filter(({ name }) => !called.includes(name));
    expect(consumers.length).toBeGreaterThanOrEqual(3);
    for (const { name } of consumers) {
      const mapping = plan.mappings.find(({ functionName }) => functionName === name);
      const queue = plan.queues.find(({ arn }) => arn === mapping?.queueArn);
      expect(plan.queues.map(({ arn }) => arn)).toContain(queue?.redrive?.deadLetterQueueArn);
      expect(mapping?.reportBatchItemFailures).toBe(true);
    }
  });

  test('the page has its files, and what it asks goes to one function', () => {
    expect(plan.pageFolders.flatMap((folder) => readdirSync(folder))).toEqual(expect.arrayContaining(['index.html', expect.stringMatching(/\.js$/), expect.stringMatching(/\.css$/)]));
    const [functionName] = plan.routes.map((route) => route.functionName);
    expect(plan.routes.map(({ pathPrefix }) => pathPrefix).sort()).toEqual(['/api/', '/l/']);
    expect(plan.functions.find(({ name }) => name === functionName)?.environment[ApiEnv.queues]).toContain('delivery-queue');
    expect(plan.functions.map(({ environment }) => environment[LinksEnv.linksUrl]).filter((url) => url !== undefined)).toEqual([ACCOUNT.httpEndpoint]);
  });

  test('every subscription joins a topic and a queue of the template', () => {
    expect(plan.subscriptions.length).toBeGreaterThan(0);
    for (const { topicArn, endpoint, protocol } of plan.subscriptions) {
      expect(plan.topics.map(({ arn }) => arn)).toContain(topicArn);
      expect([protocol, plan.queues.some(({ arn }) => arn === endpoint)]).toEqual(['sqs', true]);
    }
  });

  test('the parts that the runner must know are found by the names that the entries read', () => {
    const parts = findAppParts(plan);
    const tables = plan.tables.map(({ name }) => name);
    expect(parts.opportunityQueue.name).toBe('opportunity-queue');
    expect(parts.opportunityDeadLetterQueue).toBe('opportunity-queue-dlq');
    for (const table of [parts.signalsTable, parts.alertsTable, parts.outcomesTable]) expect(tables).toContain(table);
    expect(plan.topics.map(({ arn }) => arn)).toContain(parts.alertsTopicArn);
    const outbox = withOutbox(plan, parts.alertsTopicArn, ACCOUNT);
    expect(outbox.subscriptions.at(-1)).toMatchObject({ topicArn: parts.alertsTopicArn, endpoint: outbox.queues.find(({ name }) => name === OUTBOX_QUEUE)?.arn });
  });
});
