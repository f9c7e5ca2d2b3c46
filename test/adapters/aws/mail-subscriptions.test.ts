import { SubscribeCommand } from '@aws-sdk/client-sns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeSnsClient } from '../../../adapters/aws/clients';
import { makeMailSubscriptions } from '../../../adapters/aws/mail-subscriptions';
import { atPort, startEmulators, type Emulators } from '../../support/emulators';

const KIM = 'kim@example.com';

describe('who agreed to get mail of the topic of alerts', () => {
  let aws: Emulators;
  let topicArn: string;
  beforeAll(async () => {
    aws = await startEmulators();
    ({ topicArn } = await aws.createTopicWithInbox('alerts'));
  });
  afterAll(async () => { await aws.stop(); });
  const mail = () => makeMailSubscriptions({ client: aws.sns, topicArn });
  const subscribe = (address: string, Attributes?: Record<string, string>) =>
    aws.sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'email', Endpoint: address, Attributes }));

  test('nobody before he was asked; then for the user that he was asked for, in whatever case the address is written', async () => {
    expect(await mail().answerOf(KIM, 'kim')).toBe('none');
    await mail().ask(KIM, 'kim');
    expect(await mail().answerOf(KIM, 'kim')).toBe('agreed');
    expect(await mail().answerOf('Kim@Example.com', 'kim')).toBe('agreed');
    expect(await mail().answerOf(KIM, 'lee')).toBe('elsewhere');
  });

  test('agreed to is the mail of this user alone: less of it is, that of all or of others too is not', async () => {
    const answers: string[] = [];
    const filters = [undefined, '{"side":["buy"]}', '{"user":["kim","lee"]}', '{"user":["kim"],"$or":[{"side":["buy"]},{"user":["lee"]}]}', '{"user":["kim"],"side":["buy"]}'];
    for (const [index, FilterPolicy] of filters.entries()) {
      const address = `reader${index}@example.com`;
      await subscribe(address, FilterPolicy === undefined ? undefined : { FilterPolicy });
      answers.push(await mail().answerOf(address, 'kim'));
    }
    expect(answers).toEqual(['elsewhere', 'elsewhere', 'elsewhere', 'elsewhere', 'agreed']);
  });

  test('E3: what was agreed to can be ended, and the address asked anew', async () => {
    await mail().ask('once@example.com', 'kim');
    await mail().end('once@example.com');
    expect(await mail().answerOf('once@example.com', 'kim')).toBe('none');
    expect(await mail().answerOf(KIM, 'kim')).toBe('agreed');
  });
});

/** The emulator takes every address as agreed and forgets who left; this is what SNS lists, on two pages. */
describe('addresses of which SNS lists no subscription that holds', () => {
  const TOPIC = 'arn:aws:sns:us-east-1:123456789012:alerts';
  const member = (arn: string, endpoint: string) =>
    `<member><TopicArn>${TOPIC}</TopicArn><Protocol>email</Protocol><SubscriptionArn>${arn}</SubscriptionArn><Owner>123456789012</Owner><Endpoint>${endpoint}</Endpoint></member>`;
  const page = (members: string, next: string) => `<ListSubscriptionsByTopicResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><ListSubscriptionsByTopicResult>`
    + `<Subscriptions>${members}</Subscriptions>${next}</ListSubscriptionsByTopicResult><ResponseMetadata><RequestId>384ac68d</RequestId></ResponseMetadata></ListSubscriptionsByTopicResponse>`;
  const FIRST = page(member('Deleted', KIM) + member('Deleted', 'lee@example.com'), '<NextToken>AAE+</NextToken>');
  const SECOND = page(member('PendingConfirmation', KIM), '');
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => { body += chunk.toString(); });
    request.on('end', () => {
      response.setHeader('Content-Type', 'text/xml');
      response.end(new URLSearchParams(body).get('NextToken') === 'AAE+' ? SECOND : FIRST);
    });
  });
  beforeAll(() => new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); }));
  afterAll(() => new Promise((resolve) => { server.close(resolve); }));

  test('one that was asked has not answered, one that left was never there', async () => {
    const client = makeSnsClient(atPort((server.address() as AddressInfo).port));
    const mail = makeMailSubscriptions({ client, topicArn: TOPIC });
    expect([await mail.answerOf(KIM, 'kim'), await mail.answerOf('lee@example.com', 'lee')]).toEqual(['asked', 'none']);
    client.destroy();
  });
});
