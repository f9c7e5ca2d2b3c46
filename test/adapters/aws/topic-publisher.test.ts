import { makeSnsClient } from '../../../adapters/aws/clients';
import { makeTopicPublisher, TopicMessageError } from '../../../adapters/aws/topic-publisher';
import { atPort, startEmulators, type Emulators } from '../../support/emulators';

describe('the topic publisher', () => {
  let aws: Emulators;
  let topic: { topicArn: string; inboxUrl: string };
  beforeAll(async () => {
    aws = await startEmulators();
    topic = await aws.createTopicWithInbox('alerts');
  });
  afterAll(async () => { await aws.stop(); });
  const publisher = () => makeTopicPublisher({ client: makeSnsClient(atPort(aws.queuePort)), topicArn: topic.topicArn });

  test('delivers text and attributes, numbers as numbers', async () => {
    expect(await publisher()({ text: '기회\u0000', subject: 'BUY TAOUSDT', attributes: { symbol: 'TAOUSDT', confidence: 0.71 } })).not.toBe('');
    const [message] = await aws.receiveAll(topic.inboxUrl);
    expect(message!.Body).toBe('기회\ufffd');
    expect(message!.MessageAttributes).toMatchObject({
      symbol: { DataType: 'String', StringValue: 'TAOUSDT' }, confidence: { DataType: 'Number', StringValue: '0.71' },
    });
  });

  test.each(['삼성전자', 'a\r\nBcc: x', '', ' leading', 'x'.repeat(101)])('E6: refuses the subject %j before SNS does', async (subject) => {
    await expect(publisher()({ text: 'x', subject, attributes: {} })).rejects.toThrow('expected 1 to 100 printable ASCII characters');
  });

  test('refuses what SNS would: an empty attribute, a number that is none, more than 256 KiB', async () => {
    await expect(publisher()({ text: 'x', attributes: { symbol: '' } })).rejects.toThrow('message attribute "symbol" is ""');
    await expect(publisher()({ text: 'x', attributes: { confidence: NaN } })).rejects.toThrow(TopicMessageError);
    await expect(publisher()({ text: 'x'.repeat(256 * 1_024), attributes: { a: 'b' } })).rejects.toThrow('expected at most 262144');
    expect(await aws.receiveAll(topic.inboxUrl)).toEqual([]);
  });
});
