import * as z from 'zod';
import { parserOf } from './contract';

/**
 * What SNS wrote down about one message to a telephone, once the carrier had answered. The record holds the number as well, and the
 * carrier's words might: neither is kept.
 */
export interface SnsReceipt {
  /** As `Publish` answered it. */
  readonly messageId: string;
  readonly status: 'SUCCESS' | 'FAILURE';
  /** In the carrier's or SNS's words, numbers taken out; empty where nothing was said. */
  readonly response: string;
}

/** Anything as long as a telephone's number, however it is grouped. */
const NUMBERS = /\+?\d[\d\s().-]{5,}\d/g;

/** https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html */
const RECORD = z.object({
  notification: z.object({ messageId: z.string().min(1).max(200) }),
  delivery: z.object({ providerResponse: z.string().optional() }),
  status: z.enum(['SUCCESS', 'FAILURE']),
}).transform(({ notification, delivery, status }): SnsReceipt => (
  { messageId: notification.messageId, status, response: (delivery.providerResponse ?? '').replace(NUMBERS, '#') }
));

export const parseSnsReceipt = parserOf<SnsReceipt>('SNS delivery status', RECORD);

/**
 * What a subscription of CloudWatch Logs hands over, unpacked: lines of one log group, or a word on the subscription itself.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#LambdaFunctionExample
 */
const LOG_BATCH = z.object({
  messageType: z.enum(['DATA_MESSAGE', 'CONTROL_MESSAGE']),
  logEvents: z.array(z.object({ message: z.string() })),
});

export type LogBatch = z.infer<typeof LOG_BATCH>;
export const parseLogBatch = parserOf<LogBatch>('CloudWatch Logs subscription', LOG_BATCH);
