import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { DeliveryOrder } from '../../core/contracts/delivery';
import { acceptableText, utf8Bytes } from './message-text';

const MAX_ENTRIES = 10;
/** SQS takes 1 MiB in one request; half of it leaves room for whatever it counts besides the bodies. */
const MAX_BYTES = 512 * 1_024;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatchRequestEntry.html */
export const MAX_DELAY_SECONDS = 900;

export class OrdersNotSentError extends Error {
  override readonly name = 'OrdersNotSentError';
}

/** Puts orders on `delivery-queue`; resolves once all of them are there. Rejects where one is not: then some may be there. */
export type SendOrders = (orders: readonly DeliveryOrder[], delayMs?: number) => Promise<void>;

const chunksOf = (bodies: readonly string[]): readonly (readonly string[])[] => {
  const chunks: string[][] = [];
  let bytes = 0;
  for (const body of bodies) {
    const size = utf8Bytes(body);
    const last = chunks.at(-1);
    if (last === undefined || last.length === MAX_ENTRIES || bytes + size > MAX_BYTES) {
      chunks.push([body]);
      bytes = size;
    } else {
      last.push(body);
      bytes += size;
    }
  }
  return chunks;
};

export const makeOrderQueue = ({ client, queueUrl: QueueUrl }: { readonly client: Pick<SQSClient, 'send'>; readonly queueUrl: string }): SendOrders =>
  async (orders, delayMs = 0) => {
    const DelaySeconds = Math.min(MAX_DELAY_SECONDS, Math.max(0, Math.ceil(delayMs / 1_000)));
    for (const chunk of chunksOf(orders.map((order) => acceptableText(JSON.stringify(order))))) {
      const Entries = chunk.map((MessageBody, index) => ({ Id: String(index), MessageBody, DelaySeconds }));
      const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      const [first] = Failed;
      if (first !== undefined) throw new OrdersNotSentError(`${Failed.length} of ${chunk.length} orders were not taken by the queue (${first.Code ?? 'no code'})`);
    }
  };
