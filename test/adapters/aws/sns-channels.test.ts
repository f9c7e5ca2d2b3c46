import type { PublishCommand } from '@aws-sdk/client-sns';
import { makeEmailChannel, makePushChannel, makeSmsChannel } from '../../../adapters/aws/sns-channels';
import type { TopicMessage } from '../../../adapters/aws/topic-publisher';
import { dispatchOf } from '../channels/fake-server';

const never = new AbortController().signal;

const clientOf = (answer: () => unknown) => {
  const sent: PublishCommand['input'][] = [];
  const client = { send: async (command: PublishCommand) => { sent.push(command.input); return answer(); } };
  return { client, sent };
};
const failing = (name: string, message = 'no') => clientOf(() => { throw Object.assign(new Error(message), { name }); }).client;

describe('channels by SNS', () => {
  test('an e-mail goes to the topic with the attributes that subscriptions filter by, the user among them', async () => {
    const messages: TopicMessage[] = [];
    const channel = makeEmailChannel(async (message) => { messages.push(message); return 'id-1'; });
    expect(await channel(dispatchOf('email'), never)).toEqual({ kind: 'sent', messageId: 'id-1' });
    expect(messages[0]!.attributes).toEqual({
      alert_id: 'bybit|TAOUSDT|squeeze@1|1766072721000|buy', event_id: 'opp-20251218-154521-001', symbol: 'TAOUSDT', type: 'bb_squeeze_release', side: 'buy',
      confidence: 0.71, market: 'live', user: 'user-1',
    });
    expect(messages[0]!.subject).toMatch(/^BUY TAOUSDT/);
  });

  test('an SMS goes to the number as transactional, in one segment', async () => {
    const { client, sent } = clientOf(() => ({ MessageId: 'id-2' }));
    expect(await makeSmsChannel({ client })(dispatchOf('sms'), never)).toEqual({ kind: 'sent', messageId: 'id-2' });
    expect(sent[0]).toMatchObject({ PhoneNumber: '+821012345678', MessageAttributes: { 'AWS.SNS.SMS.SMSType': { StringValue: 'Transactional' } } });
    expect(sent[0]).not.toHaveProperty('TopicArn');
  });

  test('a push goes to the endpoint with a payload for each service', async () => {
    const { client, sent } = clientOf(() => ({}));
    expect(await makePushChannel({ client })(dispatchOf('push'), never)).toEqual({ kind: 'sent', messageId: null });
    const payload = JSON.parse(sent[0]!.Message!) as Record<string, string>;
    expect(sent[0]!.MessageStructure).toBe('json');
    expect(JSON.parse(payload['APNS']!)).toMatchObject({ aps: { alert: { title: '📈 TAOUSDT 시그널' } }, symbol: 'TAOUSDT' });
    expect(JSON.parse(payload['GCM']!)).toMatchObject({ fcmV1Message: { message: { data: { symbol: 'TAOUSDT' } } } });
  });

  test.each([
    ['EndpointDisabledException', 'gone'], ['NotFoundException', 'gone'], ['OptedOutException', 'gone'], ['ThrottledException', 'throttled'], ['InvalidParameterException', 'refused'],
    ['AuthorizationErrorException', 'refused'], ['InternalErrorException', 'transient'], ['TimeoutError', 'transient'],
  ])('%s means %s, and no address stands in the error', async (name, kind) => {
    expect(await makePushChannel({ client: failing(name, 'arn:secret +821012345678') })(dispatchOf('push'), never)).toEqual({ kind, error: `SNS: ${name}` });
  });

  test.each(['NotFound', 'NotFoundException', 'EndpointDisabledException'])('%s of the topic itself is a trouble of the installation: it stops nobody\'s e-mail', async (name) => {
    const channel = makeEmailChannel(() => Promise.reject(Object.assign(new Error('Topic does not exist'), { name })));
    expect(await channel(dispatchOf('email'), never)).toEqual({ kind: 'transient', error: `SNS: ${name}` });
  });

  test('a number that opted out is gone, however SNS calls it', async () => {
    expect(await makeSmsChannel({ client: failing('InvalidParameterException', 'The phone number is opted out') })(dispatchOf('sms'), never)).toEqual({ kind: 'gone', error: 'SNS: opted out' });
  });
});
