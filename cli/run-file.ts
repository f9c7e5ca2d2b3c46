import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../local/template/json';
import { UsageError } from './usage';

/** The texts by these names in a file that a run on this machine wrote into its state folder. @throws UsageError where there is none, naming the folder. */
export const readRunFile = <Field extends string>(stateDir: string, file: string, fields: readonly Field[]): Readonly<Record<Field, string>> => {
  const path = join(stateDir, file);
  const expected = `expected the state folder of a local run that is under way (npm start), with ${file} in it`;
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new UsageError(`--state-dir is "${stateDir}": ${expected}`);
  }
  const missing = fields.find((field) => !isRecord(found) || typeof found[field] !== 'string');
  if (missing !== undefined) throw new UsageError(`${path}: field "${missing}" is no text: ${expected}`);
  return found as Record<Field, string>;
};
