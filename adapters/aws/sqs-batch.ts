import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { ContractError } from '../../core/contracts/contract';
import type { Logger } from '../logging';
import { mapLimited } from '../map-limited';
import { CALL_BOUND_MS } from './clients';

/** Records are handled side by side; each makes a handful of calls that mostly wait. */
const CONCURRENCY = 5;
/** A record whose first call could outlast the function's time limit is not begun: it comes again, and its neighbours are not lost to it. */
const MIN_REMAINING_MS = CALL_BOUND_MS;

export interface BatchSettings {
  /** Handles one message text. A rejection fails this record and no other. */
  readonly handle: (body: string) => Promise<void>;
  readonly log: Logger;
  /** Records at one time; a whole batch where none may wait for another. */
  readonly concurrency?: number;
  /** After the last record, before the answer: what must be done while the process still runs. Must not reject. */
  readonly afterBatch?: () => Promise<void>;
}

export interface GroupSettings<T> {
  /** A throw fails this record and no other. */
  readonly parse: (body: string) => T;
  /** Handles what could be read, together. A rejection fails all of it. */
  readonly handleAll: (messages: readonly T[]) => Promise<void>;
  readonly log: Logger;
  readonly afterBatch?: () => Promise<void>;
}

interface Remaining {
  getRemainingTimeInMillis(): number;
}

/** What Lambda calls for an SQS event source mapping that reports batch item failures. */
export type SqsBatchHandler = (event: SQSEvent, context?: Remaining) => Promise<SQSBatchResponse>;

/** Lambda deletes every record that the answer does not name, so an event that cannot be named record by record fails as a whole. */
const recordsOf = (event: unknown): readonly SQSRecord[] => {
  const records = (event as Partial<SQSEvent> | null | undefined)?.Records;
  if (!Array.isArray(records)) throw new TypeError('event has no Records: expected an SQS event');
  for (const { messageId, body } of records) {
    if (typeof messageId !== 'string' || messageId === '' || typeof body !== 'string') {
      throw new TypeError('event has a record without messageId or body: expected an SQS event');
    }
  }
  return records;
};

const logFailure = (log: Logger, record: SQSRecord, error: unknown): void => {
  const attempt = Number(record.attributes?.ApproximateReceiveCount ?? 1);
  if (error instanceof ContractError) log.error('message-refused', error.message, { message_id: record.messageId, attempt });
  else log.warn('record-failed', 'record failed and will come again', { message_id: record.messageId, attempt, error });
};

/**
 * Turns a per-message function into a Lambda handler for SQS. A failed record is reported alone, so that its neighbours are not
 * delivered again; a message that breaks its contract is reported every time and so ends in the dead-letter queue.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export const makeSqsBatchHandler = ({ handle, log, concurrency = CONCURRENCY, afterBatch }: BatchSettings): SqsBatchHandler => async (event, context) => {
  const outOfTime = (): boolean => (context?.getRemainingTimeInMillis() ?? Infinity) < MIN_REMAINING_MS;
  const one = async (record: SQSRecord): Promise<SQSBatchItemFailure | undefined> => {
    try {
      if (outOfTime()) throw new Error('no time left in this invocation');
      await handle(record.body);
      return undefined;
    } catch (error) {
      logFailure(log, record, error);
      return { itemIdentifier: record.messageId };
    }
  };
  const answers = await mapLimited(recordsOf(event), concurrency, one);
  await afterBatch?.();
  return { batchItemFailures: answers.filter((answer) => answer !== undefined) };
};

/** The same for a function that decides on the messages of a batch together. */
export const makeSqsGroupHandler = <T>({ parse, handleAll, log, afterBatch }: GroupSettings<T>): SqsBatchHandler => async (event, context) => {
  const read = recordsOf(event).map((record): { readonly record: SQSRecord; readonly message?: T; readonly error?: unknown } => {
    try {
      return { record, message: parse(record.body) };
    } catch (error) {
      return { record, error };
    }
  });
  const readable = read.flatMap(({ message }) => (message === undefined ? [] : [message]));
  const outcome = await attempt(readable, handleAll, context);
  await afterBatch?.();
  const failed = read.flatMap(({ record, message, error }) => {
    const cause = message === undefined ? error : outcome?.error;
    if (cause === undefined) return [];
    logFailure(log, record, cause);
    return [{ itemIdentifier: record.messageId }];
  });
  return { batchItemFailures: failed };
};

/** Undefined: all went well. */
const attempt = async <T>(messages: readonly T[], handleAll: GroupSettings<T>['handleAll'], context: Remaining | undefined): Promise<{ readonly error: unknown } | undefined> => {
  if (messages.length === 0) return undefined;
  try {
    if ((context?.getRemainingTimeInMillis() ?? Infinity) < MIN_REMAINING_MS) throw new Error('no time left in this invocation');
    await handleAll(messages);
    return undefined;
  } catch (error) {
    return { error };
  }
};
