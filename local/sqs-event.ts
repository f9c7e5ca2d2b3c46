import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';

const attributeOf = ({ DataType, StringValue, BinaryValue }: MessageAttributeValue): object => ({
  dataType: DataType ?? 'String',
  ...(StringValue === undefined ? {} : { stringValue: StringValue }),
  ...(BinaryValue === undefined ? {} : { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
  stringListValues: [],
  binaryListValues: [],
});

/** The event that Lambda hands a function for a batch: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export const toSqsEvent = (messages: readonly Message[], queueArn: string, region: string): object => ({
  Records: messages.map((message) => ({
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, attributeOf(value)])),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  })),
});
