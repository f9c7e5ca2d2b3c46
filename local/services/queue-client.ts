import { DeleteMessageBatchCommand, ReceiveMessageCommand, type Message, type MessageAttributeValue, type SQSClient } from '@aws-sdk/client-sqs';

/** One attribute as a Lambda function sees it. */
interface EventAttribute {
  readonly dataType: string;
  readonly stringValue?: string;
  readonly binaryValue?: string;
  readonly stringListValues: readonly [];
  readonly binaryListValues: readonly [];
}

/** One received message; the field names are those of a Lambda event's record. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, EventAttribute>>;
}

/** Receiving from one queue and deleting from it. */
export interface QueueClient {
  /** Waits up to `waitSeconds` for the first message. */
  receive(limit: number, waitSeconds: number, signal: AbortSignal): Promise<ReceivedMessage[]>;
  /** Returns how many could not be deleted. */
  remove(receiptHandles: readonly string[]): Promise<number>;
}

/** Most messages in one call of the API. */
export const RECEIVE_LIMIT = 10;

const attributeOf = ({ DataType, StringValue, BinaryValue }: MessageAttributeValue): EventAttribute => ({
  dataType: DataType ?? 'String',
  ...(StringValue === undefined ? {} : { stringValue: StringValue }),
  ...(BinaryValue === undefined ? {} : { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
  stringListValues: [],
  binaryListValues: [],
});

const messageOf = (message: Message): ReceivedMessage => ({
  messageId: message.MessageId ?? '',
  receiptHandle: message.ReceiptHandle ?? '',
  body: message.Body ?? '',
  md5OfBody: message.MD5OfBody ?? '',
  attributes: message.Attributes ?? {},
  messageAttributes: Object.fromEntries(Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, attributeOf(value)])),
});

export const makeQueueClient = (sqs: SQSClient, queueUrl: string): QueueClient => ({
  receive: async (limit, waitSeconds, signal) => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({
      QueueUrl: queueUrl, MaxNumberOfMessages: Math.min(limit, RECEIVE_LIMIT), WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'],
    }), { abortSignal: signal });
    return Messages.map(messageOf);
  },
  remove: async (receiptHandles) => {
    let failed = 0;
    for (let start = 0; start < receiptHandles.length; start += RECEIVE_LIMIT) {
      const entries = receiptHandles.slice(start, start + RECEIVE_LIMIT).map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
      const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
      failed += Failed.length;
    }
    return failed;
  },
});
