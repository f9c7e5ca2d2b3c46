import { makeSqsClient } from './clients';
import { makeQueueSender, type QueueSender } from './queue-sender';

/** A sender where the environment names a queue; none: the console is the only sink (C1.18). */
export const makeOptionalSender = (queueUrl: string | undefined, onNote: (note: { event: string }) => void): QueueSender | undefined =>
  (queueUrl === undefined ? undefined : makeQueueSender({ client: makeSqsClient(), queueUrl, onNote }));
