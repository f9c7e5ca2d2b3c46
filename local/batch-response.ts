import { isRecord } from './template/json';

/** Which messages of a batch to delete. Those not named come back when their visibility timeout is over. */
export interface BatchVerdict {
  readonly deleteIds: readonly string[];
  /** Why messages stay; undefined when none do. */
  readonly reason?: string;
}

const wholeBatchFails = (reason: string): BatchVerdict => ({ deleteIds: [], reason });

/**
 * How Lambda reads what a function returned for a batch of SQS messages. Without ReportBatchItemFailures any return is a
 * success. With it: no list or an empty list is a success, listed messages stay, and a list that cannot be read fails the whole
 * batch. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export const readBatchResponse = (response: unknown, messageIds: readonly string[], reportsItemFailures: boolean): BatchVerdict => {
  const success: BatchVerdict = { deleteIds: messageIds };
  if (!reportsItemFailures || response === undefined || response === null) return success;
  if (!isRecord(response)) return wholeBatchFails('the function returned something that is no object');
  const failures = response['batchItemFailures'];
  if (failures === undefined || failures === null) return success;
  if (!Array.isArray(failures)) return wholeBatchFails('batchItemFailures is not a list');
  const failed = new Set<string>();
  for (const failure of failures as unknown[]) {
    const id = isRecord(failure) ? failure['itemIdentifier'] : undefined;
    if (typeof id !== 'string' || id === '') return wholeBatchFails('an entry of batchItemFailures has no itemIdentifier');
    if (!messageIds.includes(id)) return wholeBatchFails(`batchItemFailures names "${id}", which is not in the batch`);
    failed.add(id);
  }
  if (failed.size === 0) return success;
  return { deleteIds: messageIds.filter((id) => !failed.has(id)), reason: `${failed.size} of ${messageIds.length} records failed` };
};
