import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { acceptableText } from './message-text';

/** Puts one message on a queue, as JSON; resolves once the queue has it. */
export type SendMessage = (message: object) => Promise<void>;

export const makeMessageSender = ({ client, queueUrl: QueueUrl }: { readonly client: Pick<SQSClient, 'send'>; readonly queueUrl: string }): SendMessage =>
  async (message) => {
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: acceptableText(JSON.stringify(message)) }));
  };
