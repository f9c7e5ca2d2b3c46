import { CreateQueueCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../../local/bundle';
import { EventSourceMapping } from '../../local/event-source-mapping';
import { LambdaProcess } from '../../local/lambda-process';
import { makeQueueClient } from '../../local/services/queue-client';
import type { FunctionPlan, MappingPlan, QueuePlan } from '../../local/template/local-plan';
import { startServices, type RunningServices } from './support/local-services';
import { temporaryFolder } from './support/temporary-folder';
import { until } from '../support/until';
import { wholeLines } from '../support/whole-lines';

const ORIGIN = { stackName: 'app', logicalId: 'Fixture' };
const MAX_RECEIVES = 2;

/** Every fixture notes each record that it sees, one JSON line: how a test knows what was invoked. */
const fixture = (body: string): string => `
  const { appendFileSync } = require('node:fs');
  const note = (fields) => appendFileSync(process.env.NOTES, JSON.stringify(fields) + '\\n');
  exports.handler = async (event, context) => {
    note({ batch: event.Records.map(({ body }) => body), pid: process.pid });
    ${body}
  };`;

interface Note { readonly batch: readonly string[]; readonly pid: number }

describe('from a queue to a function and back', () => {
  const folder = temporaryFolder();
  const closers: (() => Promise<void>)[] = [];
  let running: RunningServices;
  let hostFile: string;

  beforeAll(async () => {
    [running, hostFile] = await Promise.all([startServices(join(folder.path, 'services')), bundle('local/lambda-host.ts', join(folder.path, 'lambda-host.js'))]);
  });
  afterEach(async () => { for (const close of closers.splice(0)) await close(); });
  afterAll(async () => {
    await running.stop();
    folder.remove();
  });

  /** A queue with a dead-letter queue, a mapping and a function that runs `body` for each batch. */
  const arrange = async (name: string, body: string, options: Partial<MappingPlan> & { readonly timeoutSeconds?: number; readonly source?: string } = {}) => {
    const assetPath = join(folder.path, name);
    mkdirSync(assetPath);
    writeFileSync(join(assetPath, 'index.js'), options.source ?? fixture(body));
    const notes = join(folder.path, `${name}.jsonl`);
    const arn = (queue: string): string => `arn:aws:sqs:us-east-1:000000000000:${queue}`;
    await running.clients.sqs.send(new CreateQueueCommand({ QueueName: `${name}-dlq` }));
    const { QueueUrl: url = '' } = await running.clients.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: {
      VisibilityTimeout: '1', RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn(`${name}-dlq`), maxReceiveCount: MAX_RECEIVES }),
    } }));
    const queue: QueuePlan = { ...ORIGIN, name, arn: arn(name), url, attributes: {}, visibilityTimeoutSeconds: 1 };
    const plan: FunctionPlan = {
      ...ORIGIN, name, arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`, assetPath, handler: 'index.handler',
      environment: { NOTES: notes, GREETING: 'from the template' }, timeoutSeconds: options.timeoutSeconds ?? 10, memoryMegabytes: 128,
    };
    const problems: string[] = [];
    const lines: string[] = [];
    const lambda = new LambdaProcess({ plan, endpoints: running.endpoints, hostFile, onLine: (line) => lines.push(line), onProblem: (text) => problems.push(text) });
    const mapping = new EventSourceMapping({
      plan: { ...ORIGIN, functionName: name, queueArn: queue.arn, batchSize: 10, batchingWindowSeconds: 0, reportBatchItemFailures: true, ...options },
      queue, client: makeQueueClient(running.clients.sqs, url), invoke: (event) => lambda.invoke(event), onProblem: (text) => problems.push(text),
    });
    closers.push(async () => { await mapping.stop(); await lambda.stop(500); });
    const readNotes = (): Note[] => wholeLines(notes);
    return {
      problems, lines, lambda, readNotes,
      send: (...bodies: string[]) => running.clients.sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody })) })),
      start: () => { lambda.start(); mapping.start(); },
      left: () => running.services.messagesIn(name),
      dead: () => running.services.messagesIn(`${name}-dlq`),
      timesSeen: (wanted: string) => readNotes().flatMap(({ batch }) => batch).filter((seen) => seen === wanted).length,
    };
  };

  test('a batch is deleted when the function returns nothing, and holds no more than the batch size', async () => {
    const one = await arrange('success', '', { batchSize: 3 });
    await one.send('a', 'b', 'c', 'd', 'e', 'f', 'g');
    one.start();
    await until(async () => (await one.left()).length === 0 && one.readNotes().length >= 3, 'the queue is empty');
    expect(one.readNotes().map(({ batch }) => batch.length)).toEqual([3, 3, 1]);
    expect(one.problems).toEqual([]);
  });

  test('D5: a poison record alone comes back and reaches the dead-letter queue; its neighbours are handled once', async () => {
    const one = await arrange('poison', `return { batchItemFailures: event.Records.filter(({ body }) => body === 'poison').map(({ messageId }) => ({ itemIdentifier: messageId })) };`);
    await one.send('good', 'poison', 'fine');
    one.start();
    await until(async () => (await one.dead()).length === 1, 'the poison is dead');
    expect(await one.dead()).toEqual(['poison']);
    expect(await one.left()).toEqual([]);
    expect([one.timesSeen('good'), one.timesSeen('fine'), one.timesSeen('poison')]).toEqual([1, 1, MAX_RECEIVES]);
  });

  test('D8: a response that cannot be read deletes nothing', async () => {
    const one = await arrange('malformed', `return { batchItemFailures: [{ itemIdentifer: event.Records[0].messageId }] };`);
    await one.send('a', 'b');
    one.start();
    await until(async () => (await one.dead()).length === 2, 'both are dead');
    expect([one.timesSeen('a'), one.timesSeen('b')]).toEqual([MAX_RECEIVES, MAX_RECEIVES]);
    expect(one.problems[0]).toContain('an entry of batchItemFailures has no itemIdentifier');
  });

  test('an error of the function returns the whole batch', async () => {
    const one = await arrange('throws', `throw new RangeError('no');`);
    await one.send('a', 'b');
    one.start();
    await until(async () => (await one.dead()).length === 2, 'both came back and died');
    expect([one.timesSeen('a'), one.timesSeen('b')]).toEqual([MAX_RECEIVES, MAX_RECEIVES]);
    expect(one.problems[0]).toContain('2 message(s) of throws failed and come back: RangeError: no');
  });

  test('D7: an invocation past its timeout is killed and the next one runs in a new process', async () => {
    const one = await arrange('slow', `if (event.Records.some(({ body }) => body === 'hang')) while (true) {}`, { timeoutSeconds: 1, batchSize: 1 });
    await one.send('hang');
    one.start();
    await until(async () => (await one.dead()).length === 1, 'the hanging message is dead');
    expect(one.problems.filter((text) => text.includes('timed out after 1 s'))).toHaveLength(MAX_RECEIVES);
    await one.send('next');
    await until(async () => one.timesSeen('next') === 1 && (await one.left()).length === 0, 'the next message is done');
    expect(new Set(one.readNotes().map(({ pid }) => pid)).size).toBe(MAX_RECEIVES + 1);
  });

  test('kill -9 of the process while it works loses nothing: the batch comes back to a new process', async () => {
    const one = await arrange('crash', `if (require('node:fs').readFileSync(process.env.NOTES, 'utf8').trim().split('\\n').length === 1) process.kill(process.pid, 'SIGKILL');`);
    await one.send('a');
    one.start();
    await until(async () => one.timesSeen('a') === 2 && (await one.left()).length === 0, 'the message is done');
    expect(await one.dead()).toEqual([]);
    expect(one.problems.join('\n')).toContain('ended with signal SIGKILL');
  });

  test('a module that cannot be loaded fails its batches, and says why', async () => {
    const one = await arrange('broken', '', { source: `throw new Error('no TABLE in the environment');` });
    await one.send('a');
    one.start();
    await until(async () => (await one.dead()).length === 1, 'the message is dead');
    expect(one.problems.join('\n')).toContain('cannot be loaded: no TABLE in the environment');
  });

  test('the function sees the record, the context and the environment that Lambda would give it, and not the environment of the runner', async () => {
    process.env['SECRET_OF_THE_RUNNER'] = 'x';
    const one = await arrange('shape', `
      const [{ eventSource, eventSourceARN, awsRegion, attributes }] = event.Records;
      console.log(JSON.stringify({ eventSource, eventSourceARN, awsRegion, count: attributes.ApproximateReceiveCount, name: context.functionName,
        left: context.getRemainingTimeInMillis() > 0, greeting: process.env.GREETING, sqs: process.env.AWS_ENDPOINT_URL_SQS, secret: process.env.SECRET_OF_THE_RUNNER ?? null }));`);
    delete process.env['SECRET_OF_THE_RUNNER'];
    await one.send('a');
    one.start();
    await until(() => one.lines.length > 0, 'it has printed');
    expect(JSON.parse(one.lines[0]!)).toEqual({
      eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:shape', awsRegion: 'us-east-1', count: '1', name: 'shape',
      left: true, greeting: 'from the template', sqs: running.endpoints.messaging, secret: null,
    });
  });
});
