import type { CloudWatchLogsEvent } from 'aws-lambda';
import { gunzipSync } from 'node:zlib';
import { parseJson } from '../../core/contracts/contract';
import { parseLogBatch } from '../../core/contracts/sns-receipt';

/** An event is at most 6 MB; lines of text pack some tenfold. */
const MAX_UNPACKED_BYTES = 100 * 1_024 * 1_024;

/**
 * The lines that a subscription of CloudWatch Logs hands to a function; none where it only says that the subscription stands.
 * @throws TypeError, Error (zlib's) or ContractError on what is no such event.
 */
export const logLinesOf = (event: unknown): readonly string[] => {
  const data = (event as Partial<CloudWatchLogsEvent> | null | undefined)?.awslogs?.data;
  if (typeof data !== 'string') throw new TypeError('event has no awslogs.data: expected an event of a CloudWatch Logs subscription');
  const text = gunzipSync(Buffer.from(data, 'base64'), { maxOutputLength: MAX_UNPACKED_BYTES }).toString('utf8');
  const { messageType, logEvents } = parseJson(parseLogBatch, text);
  return messageType === 'DATA_MESSAGE' ? logEvents.map(({ message }) => message) : [];
};
