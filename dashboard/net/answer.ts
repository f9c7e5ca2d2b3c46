import { ContractError } from '../../core/contracts/contract';
import { loadedAt, type Answer } from '../state/answer';
import { ApiError } from './api';

/** A failure as a sentence for the reader. */
export const sentence = (error: unknown): string => {
  if (error instanceof ApiError) return error.status === 401 ? 'This needs a token.' : error.message;
  if (error instanceof ContractError) return `The answer could not be read: ${error.message}`;
  return 'The server does not answer.';
};

/** A question as an answer; never rejects. */
export const answerOf = async <Value>(question: Promise<Value>): Promise<Answer<Value>> => {
  try {
    return loadedAt(await question, Date.now());
  } catch (error) {
    return { kind: 'failed', reason: sentence(error) };
  }
};
