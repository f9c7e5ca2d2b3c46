import { PublishCommand } from '@aws-sdk/client-sns';
import type { MessageAttributeValue, SNSClient } from '@aws-sdk/client-sns';
import { acceptableText, utf8Bytes } from './message-text';

/** SNS limit of one message with its attributes. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_MESSAGE_BYTES = 256 * 1_024;
const SUBJECT = /^[\x21-\x7e][\x20-\x7e]{0,99}$/;

export interface TopicMessage {
  readonly text: string;
  /** For e-mail. Printable ASCII, at most 100 characters; anything else is refused here and would be by SNS. */
  readonly subject?: string;
  /** For subscription filter policies; a number can be compared there. */
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** Publishes to one topic; resolves with the SNS message id once SNS has it. */
export type PublishToTopic = (message: TopicMessage) => Promise<string>;

export class TopicMessageError extends Error {
  override readonly name = 'TopicMessageError';
}

const attributeOf = (name: string, value: string | number): MessageAttributeValue => {
  if (value === '' || (typeof value === 'number' && !Number.isFinite(value))) {
    throw new TopicMessageError(`message attribute "${name}" is ${JSON.stringify(value)}: expected a finite number or a text that is not empty`);
  }
  return { DataType: typeof value === 'number' ? 'Number' : 'String', StringValue: acceptableText(String(value)) };
};

const checkSubject = (subject: string | undefined): void => {
  if (subject === undefined || SUBJECT.test(subject)) return;
  throw new TopicMessageError(`subject is ${JSON.stringify(subject)}: expected 1 to 100 printable ASCII characters`);
};

const sizeOf = (text: string, attributes: Readonly<Record<string, string | number>>): number =>
  utf8Bytes(text) + Object.entries(attributes).reduce((sum, [name, value]) => sum + utf8Bytes(name) + utf8Bytes(String(value)) + 6, 0);

export const makeTopicPublisher = (settings: { readonly client: Pick<SNSClient, 'send'>; readonly topicArn: string }): PublishToTopic =>
  async ({ text, subject, attributes }) => {
    checkSubject(subject);
    const message = acceptableText(text);
    const bytes = sizeOf(message, attributes);
    if (bytes > MAX_MESSAGE_BYTES) throw new TopicMessageError(`message has ${bytes} bytes: expected at most ${MAX_MESSAGE_BYTES}`);
    const answer = await settings.client.send(new PublishCommand({
      TopicArn: settings.topicArn,
      Message: message,
      ...(subject === undefined ? {} : { Subject: subject }),
      MessageAttributes: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, attributeOf(name, value)])),
    }));
    return answer.MessageId ?? '';
  };
