import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { parserOf } from '../../core/contracts/contract';
import type { QueueDepth } from '../../core/contracts/queue-page';

const QUEUE = z.object({ name: z.string().min(1), url: z.url(), deadLetterUrl: z.url().nullable() });
export type WatchedQueue = z.infer<typeof QUEUE>;
export const parseWatchedQueues = parserOf<WatchedQueue[]>('queues', z.array(QUEUE));

const ATTRIBUTES = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'] as const;

/** How full queues are, as they say themselves. Needs GetQueueAttributes. */
export const makeQueueDepths = (client: Pick<SQSClient, 'send'>, queues: readonly WatchedQueue[]) => {
  const counts = async (QueueUrl: string): Promise<readonly number[]> => {
    const { Attributes = {} } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...ATTRIBUTES] }));
    return ATTRIBUTES.map((name) => Number(Attributes[name] ?? 0));
  };
  return (): Promise<readonly QueueDepth[]> => Promise.all(queues.map(async ({ name, url, deadLetterUrl }) => {
    const [[waiting = 0, inFlight = 0, delayed = 0], [deadLetters = 0]] = await Promise.all([counts(url), deadLetterUrl === null ? [0] : counts(deadLetterUrl)]);
    return { name, waiting, in_flight: inFlight, delayed, dead_letters: deadLetters };
  }));
};
