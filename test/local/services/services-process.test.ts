import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PublishCommand } from '@aws-sdk/client-sns';
import { ChangeMessageVisibilityCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { join } from 'node:path';
import { provision } from '../../../local/services/provision';
import type { LocalPlan, QueuePlan } from '../../../local/template/local-plan';
import { startServices, type RunningServices } from '../support/local-services';
import { temporaryFolder } from '../support/temporary-folder';
import { until } from '../../support/until';

const arn = (service: string, name: string): string => `arn:aws:${service}:us-east-1:000000000000:${name}`;
const ORIGIN = { stackName: 'app', logicalId: 'X' };

const planFor = ({ endpoints }: RunningServices, visibilityTimeout = '30'): LocalPlan => {
  const queue = (name: string, attributes: Record<string, string>): QueuePlan =>
    ({ ...ORIGIN, name, arn: arn('sqs', name), url: `${endpoints.messaging}/000000000000/${name}`, attributes, visibilityTimeoutSeconds: 30 });
  return {
    queues: [
      { ...queue('work', { VisibilityTimeout: visibilityTimeout, RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn('sqs', 'work-dlq'), maxReceiveCount: 3 }) }), redrive: { deadLetterQueueArn: arn('sqs', 'work-dlq'), maxReceiveCount: 3 } },
      queue('work-dlq', {}), queue('accepted', {}),
    ],
    topics: [{ ...ORIGIN, name: 'signals', arn: arn('sns', 'signals') }],
    subscriptions: [
      { ...ORIGIN, topicArn: arn('sns', 'signals'), protocol: 'sqs', endpoint: arn('sqs', 'work'), attributes: { RawMessageDelivery: 'true' } },
      { ...ORIGIN, topicArn: arn('sns', 'signals'), protocol: 'sqs', endpoint: arn('sqs', 'accepted'), attributes: { RawMessageDelivery: 'true', FilterPolicy: '{"decision":["accepted"]}' } },
    ],
    tables: [{ ...ORIGIN, name: 'records', keySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], attributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }], globalSecondaryIndexes: [], timeToLiveAttribute: 'expires_at' }],
    functions: [], mappings: [], schedules: [], routes: [], pageFolders: [], containers: [],
  };
};

const urlOf = ({ endpoints }: RunningServices, name: string): string => `${endpoints.messaging}/000000000000/${name}`;

const publish = (running: RunningServices, Message: string, decision: string) => running.clients.sns.send(new PublishCommand({
  TopicArn: arn('sns', 'signals'), Message, MessageAttributes: { decision: { DataType: 'String', StringValue: decision } },
}));

describe('the services process', () => {
  const folder = temporaryFolder();
  const running: RunningServices[] = [];
  const start = async (name: string): Promise<RunningServices> => {
    const one = await startServices(join(folder.path, name));
    running.push(one);
    return one;
  };
  afterAll(async () => {
    await Promise.all(running.map((one) => one.stop()));
    folder.remove();
  });

  test('I2: messages, subscriptions and items survive kill -9 of the process, which comes back on the same ports', async () => {
    const one = await start('kill');
    await provision(planFor(one), one.clients);
    await publish(one, 'before', 'accepted');
    await one.clients.dynamodb.send(new PutItemCommand({ TableName: 'records', Item: { id: { S: 'a' }, n: { N: '1' } } }));
    await one.clients.sqs.send(new ReceiveMessageCommand({ QueueUrl: urlOf(one, 'work') }));
    const { pid } = one.services;
    process.kill(pid!, 'SIGKILL');
    await until(async () =>
      one.services.pid !== undefined && one.services.pid !== pid && (await one.services.messagesIn('accepted')).length === 1, 'a new process answers');
    expect(one.problems[0]).toContain('the local services ended with signal SIGKILL');
    expect((await one.clients.dynamodb.send(new GetItemCommand({ TableName: 'records', Key: { id: { S: 'a' } } }))).Item?.['n']).toEqual({ N: '1' });
    // In flight when the process died: nobody holds it any more, so it is there at once, with its receive count.
    const { Messages = [] } = await one.clients.sqs.send(new ReceiveMessageCommand({ QueueUrl: urlOf(one, 'work'), WaitTimeSeconds: 2, MessageSystemAttributeNames: ['All'] }));
    expect(Messages.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount])).toEqual([['before', '2']]);
    await publish(one, 'after', 'rejected');
    expect(await one.services.messagesIn('accepted')).toEqual(['before']);
    expect([...await one.services.messagesIn('work')].sort()).toEqual(['after', 'before']);
  });

  test('I2: what a queue holds is answered by the next process where the one that was asked dies of it', async () => {
    const one = await start('asked');
    await provision(planFor(one), one.clients);
    await publish(one, 'kept', 'accepted');
    const { pid } = one.services;
    process.kill(pid!, 'SIGSTOP');
    const held = one.services.messagesIn('accepted');
    process.kill(pid!, 'SIGKILL');
    expect(await held).toEqual(['kept']);
  });

  test('a restart finds its state, takes changed attributes and doubles no subscription', async () => {
    const first = await start('restart');
    await provision(planFor(first), first.clients);
    await publish(first, 'one', 'accepted');
    await first.stop();
    const second = await start('restart');
    await provision(planFor(second, '77'), second.clients);
    await provision(planFor(second, '77'), second.clients);
    await publish(second, 'two', 'accepted');
    expect([...await second.services.messagesIn('work')].sort()).toEqual(['one', 'two']);
    const { Attributes } = await second.clients.sqs.send(new GetQueueAttributesCommand({ QueueUrl: urlOf(second, 'work'), AttributeNames: ['All'] }));
    expect(Attributes?.VisibilityTimeout).toBe('77');
    expect(JSON.parse(Attributes?.RedrivePolicy ?? '{}')).toMatchObject({ maxReceiveCount: 3 });
  });

  test('a message given back with visibility 0 is there again and is not lost from the store', async () => {
    const one = await start('visibility');
    await provision(planFor(one), one.clients);
    await one.clients.sqs.send(new SendMessageCommand({ QueueUrl: urlOf(one, 'work'), MessageBody: 'again' }));
    const { Messages = [] } = await one.clients.sqs.send(new ReceiveMessageCommand({ QueueUrl: urlOf(one, 'work') }));
    await one.clients.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: urlOf(one, 'work'), ReceiptHandle: Messages[0]!.ReceiptHandle!, VisibilityTimeout: 0 }));
    const second = await one.clients.sqs.send(new ReceiveMessageCommand({ QueueUrl: urlOf(one, 'work'), WaitTimeSeconds: 2 }));
    expect(second.Messages?.map(({ Body }) => Body)).toEqual(['again']);
  });

  test('what enters an observed queue is told, and nothing of other queues', async () => {
    const one = await start('observe');
    await provision(planFor(one), one.clients);
    const seen: string[] = [];
    await one.services.observe('accepted', (body) => seen.push(body));
    await publish(one, 'yes', 'accepted');
    await publish(one, 'no', 'rejected');
    await until(() => seen.length > 0, 'the observer was told');
    expect(seen).toEqual(['yes']);
  });

  test('the services listen on loopback only', async () => {
    const one = await start('loopback');
    for (const url of Object.values(one.endpoints) as string[]) expect(new URL(url).hostname).toBe('127.0.0.1');
    const addresses = Object.values((await import('node:os')).networkInterfaces()).flat().filter((address) => address?.family === 'IPv4' && !address.internal);
    for (const address of addresses) {
      for (const url of Object.values(one.endpoints) as string[]) {
        await expect(fetch(`http://${address!.address}:${new URL(url).port}/`)).rejects.toThrow();
      }
    }
  });
});
