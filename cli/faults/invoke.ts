import type { SqsBatchHandler } from '../../adapters/aws/sqs-batch';
import { RECEIVE_LIMIT, type QueueClient, type ReceivedMessage } from '../../local/services/queue-client';

/** So many times a message is tried that nobody breaks on purpose; with that many it is a fault of the product's. */
const MAX_TRIES = 20;
/** So often a queue may fill again from what came out of it. */
const MAX_PASSES = 500;

/** A message that never gets done. */
export class StuckError extends Error {
  override readonly name = 'StuckError';
}

/** Hands a function one batch. @returns the messages that it did not get done, which come again. */
export const invoke = async (handler: SqsBatchHandler, bodies: readonly string[]): Promise<string[]> => {
  const event = { Records: bodies.map((body, index) => ({ messageId: String(index), body })) };
  const { batchItemFailures } = await handler(event as unknown as Parameters<SqsBatchHandler>[0]);
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  return bodies.filter((_, index) => failed.has(String(index)));
};

/** Tries until all is done. @throws StuckError where that does not happen. */
export const untilDone = async (bodies: readonly string[], attempt: (open: readonly string[]) => Promise<readonly string[]>): Promise<void> => {
  let open = bodies;
  for (let tries = 0; open.length > 0; tries += 1) {
    if (tries === MAX_TRIES) throw new StuckError(`${open.length} messages were not done after ${MAX_TRIES} tries, the first: ${open[0]?.slice(0, 200) ?? ''}`);
    open = await attempt(open);
  }
};

export const batchesOf = <T>(items: readonly T[], size = RECEIVE_LIMIT): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

/** Everything that can be received from a queue now. */
export const receiveAll = async (queue: QueueClient): Promise<ReceivedMessage[]> => {
  const found: ReceivedMessage[] = [];
  for (;;) {
    const messages = await queue.receive(RECEIVE_LIMIT, 0, new AbortController().signal);
    if (messages.length === 0) return found;
    found.push(...messages);
  }
};

/**
 * Hands on what the queue holds, again and again until neither it nor `release` has more. Deleted is what `deliver` got done.
 * @throws StuckError where it never gets empty.
 */
export const drain = async (queue: QueueClient, deliver: (bodies: readonly string[]) => Promise<void>, release: () => Promise<boolean>): Promise<void> => {
  for (let passes = 0; passes < MAX_PASSES; passes += 1) {
    const messages = await receiveAll(queue);
    if (messages.length > 0) {
      await deliver(messages.map(({ body }) => body));
      await queue.remove(messages.map(({ receiptHandle }) => receiptHandle));
    } else if (!await release()) return;
  }
  throw new StuckError(`a queue was not empty after ${MAX_PASSES} passes: its messages put each other back`);
};
