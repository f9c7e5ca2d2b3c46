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

  test('a subscription without a filter on users gets the mail of all', async () => {
    await subscribe('all@example.com');
    await subscribe('buys@example.com', { FilterPolicy: '{"side":["buy"]}' });
    expect([await mail().answerOf('all@example.com', 'kim'), await mail().answerOf('buys@example.com', 'kim')]).toEqual(['agreed', 'agreed']);
  });
});

/** The emulator takes every address as agreed; this is what SNS answers of one that is not, on the second page of the list. */
describe('an address that was asked and has not answered', () => {
  const member = (arn: string, endpoint: string) =>
    `<member><TopicArn>arn:aws:sns:us-east-1:123456789012:alerts</TopicArn><Protocol>email</Protocol><SubscriptionArn>${arn}</SubscriptionArn><Owner>123456789012</Owner><Endpoint>${endpoint}</Endpoint></member>`;
  const page = (members: string, next: string) => `<ListSubscriptionsByTopicResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><ListSubscriptionsByTopicResult>`
    + `<Subscriptions>${members}</Subscriptions>${next}</ListSubscriptionsByTopicResult><ResponseMetadata><RequestId>384ac68d</RequestId></ResponseMetadata></ListSubscriptionsByTopicResponse>`;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => { body += chunk.toString(); });
    request.on('end', () => {
      const isSecond = new URLSearchParams(body).get('NextToken') === 'AAE+';
      response.setHeader('Content-Type', 'text/xml');
      response.end(isSecond ? page(member('PendingConfirmation', KIM), '') : page(member('arn:aws:sns:us-east-1:123456789012:alerts:1', 'lee@example.com'), '<NextToken>AAE+</NextToken>'));
    });
  });
  beforeAll(() => new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); }));
  afterAll(() => new Promise((resolve) => { server.close(resolve); }));

  test('is "asked", wherever in the list it stands', async () => {
    const client = makeSnsClient(atPort((server.address() as AddressInfo).port));
    expect(await makeMailSubscriptions({ client, topicArn: 'arn:aws:sns:us-east-1:123456789012:alerts' }).answerOf(KIM, 'kim')).toBe('asked');
    client.destroy();
  });
});
