import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ContractError, parseJson } from '../../../core/contracts/contract';
import { parseOpportunity, type Opportunity } from '../../../core/contracts/opportunity';
import { UsageError } from '../../usage';

/** One opportunity with the bytes that stand for it: two runs are the same when these are. */
export interface OpportunityLine {
  readonly opportunity: Opportunity;
  readonly text: string;
}

export const lineOf = (opportunity: Opportunity): OpportunityLine => ({ opportunity, text: JSON.stringify(opportunity) });

/** The bytes of a file with these lines. */
export const fileText = (lines: readonly OpportunityLine[]): string => lines.map(({ text }) => `${text}\n`).join('');

export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

const parseLine = (path: string, text: string, index: number): OpportunityLine => {
  try {
    return { opportunity: parseJson(parseOpportunity, text), text };
  } catch (error) {
    throw error instanceof ContractError ? new UsageError(`${path}, line ${index + 1} is no opportunity: ${error.message}`) : error;
  }
};

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message}`);
  }
};

/** The opportunities of a file with one JSON object per line. @throws UsageError naming the file, and the line that is none. */
export const readOpportunityLines = (path: string): OpportunityLine[] => {
  const lines = readText(path).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((text, index) => parseLine(path, text, index));
};
