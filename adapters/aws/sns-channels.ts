import { PublishCommand, type MessageAttributeValue, type PublishCommandInput, type SNSClient } from '@aws-sdk/client-sns';
import { oneLine } from '../../core/alerts/text/neutral-text';
import type { DeliveryContent } from '../../core/contracts/delivery';
import type { SendAnswer, SendOn } from '../channels/channel-sender';
import { acceptableText } from './message-text';
import type { PublishToTopic } from './topic-publisher';

/** Errors of Publish by name. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors */
const GONE = ['EndpointDisabled', 'EndpointDisabledException', 'NotFound', 'NotFoundException', 'OptedOut', 'OptedOutException'];
const THROTTLED = ['Throttled', 'ThrottledException', 'Throttling', 'ThrottlingException', 'KMSThrottling', 'KMSThrottlingException', 'TooManyRequestsException'];
const REFUSED = [
  'InvalidParameter', 'InvalidParameterException', 'InvalidParameterValue', 'ParameterValueInvalid', 'InvalidParameterValueException', 'ValidationException',
  'AuthorizationError', 'AuthorizationErrorException', 'PlatformApplicationDisabled', 'PlatformApplicationDisabledException', 'TopicMessageError',
];

/** The error's name alone: SNS repeats numbers and ARNs in its text. */
const verdictOf = (error: unknown): SendAnswer => {
  const name = error instanceof Error ? error.name : 'unknown';
  const isOptedOut = error instanceof Error && /opted out/i.test(error.message);
  const kind = isOptedOut || GONE.includes(name) ? 'gone' : THROTTLED.includes(name) ? 'throttled' : REFUSED.includes(name) ? 'refused' : 'transient';
  return { kind, error: `SNS: ${oneLine(isOptedOut ? 'opted out' : name, 80)}` };
};

const taken = async (publish: Promise<string | undefined>): Promise<SendAnswer> => {
  try {
    const messageId = await publish;
    return { kind: 'sent', messageId: messageId === undefined || messageId === '' ? null : messageId };
  } catch (error) {
    return verdictOf(error);
  }
};

/** The topic is everybody's: where it is not found, no address of a user is gone. */
const fromTopic = (answer: SendAnswer): SendAnswer => (answer.kind === 'gone' ? { ...answer, kind: 'transient' } : answer);

/** What subscriptions of the alerts topic filter by. */
const attributesOf = (content: DeliveryContent, userId: string): Record<string, string | number> => {
  if (content.kind === 'digest') return { alert_id: content.digest.digest_id, type: 'digest', user: userId };
  const { alert_id, event_id, symbol, opportunity_type, side, confidence, market } = content.alert;
  return { alert_id, event_id, symbol, type: opportunity_type, side, confidence, market, user: userId };
};

/** E-mail goes through the topic `alerts`: each address is a subscription with a filter on `user`, which SNS confirms and lets unsubscribe. */
export const makeEmailChannel = (publish: PublishToTopic): SendOn<'email'> => async ({ message: { text, snsSubject }, userId, content }) =>
  fromTopic(await taken(publish({ text, subject: snsSubject, attributes: attributesOf(content, userId) })));

const text = (value: string): MessageAttributeValue => ({ DataType: 'String', StringValue: value });

type Send = Pick<SNSClient, 'send'>;

const publishWith = async (client: Send, input: PublishCommandInput, signal: AbortSignal): Promise<string | undefined> =>
  (await client.send(new PublishCommand(input), { abortSignal: signal })).MessageId;

/** https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html */
export const makeSmsChannel = ({ client }: { readonly client: Send }): SendOn<'sms'> => ({ message, address }, signal) =>
  taken(publishWith(client, {
    PhoneNumber: address, Message: acceptableText(message.text), MessageAttributes: { 'AWS.SNS.SMS.SMSType': text('Transactional') },
  }, signal));

/** One payload for each service that may be behind the endpoint. https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html */
const pushPayload = (title: string, body: string, data: Readonly<Record<string, string>>): string => {
  const apple = JSON.stringify({ aps: { alert: { title, body } }, ...data });
  return JSON.stringify({ default: `${title}\n${body}`, GCM: JSON.stringify({ fcmV1Message: { message: { notification: { title, body }, data } } }), APNS: apple, APNS_SANDBOX: apple });
};

export const makePushChannel = ({ client }: { readonly client: Send }): SendOn<'push'> => ({ message: { title, body, data }, address }, signal) =>
  taken(publishWith(client, { TargetArn: address, MessageStructure: 'json', Message: acceptableText(pushPayload(title, body, data)) }, signal));
