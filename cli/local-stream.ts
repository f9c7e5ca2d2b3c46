import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STREAM_ACCESS_FILE } from '../local/stream-access';
import { isRecord } from '../local/template/json';
import { UsageError } from './usage';

/** Where the stream of a run on this machine is, and the tokens that were made for it. */
export interface LocalStream {
  /** Without a tier's path, e.g. ws://127.0.0.1:8080. */
  readonly url: string;
  /** Table of the tokens, and where its database answers. */
  readonly table: string;
  readonly endpoint: string;
  readonly private_token: string;
  readonly vip_token: string;
}

const FIELDS = ['url', 'table', 'endpoint', 'private_token', 'vip_token'] as const;

/** What a run wrote into its state folder. @throws UsageError where there is none, naming the folder. */
export const readLocalStream = (stateDir: string): LocalStream => {
  const path = join(stateDir, STREAM_ACCESS_FILE);
  const expected = `expected the state folder of a local run that is under way (npm start), with ${STREAM_ACCESS_FILE} in it`;
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new UsageError(`--state-dir is "${stateDir}": ${expected}`);
  }
  const missing = FIELDS.find((field) => !isRecord(found) || typeof found[field] !== 'string');
  if (missing !== undefined) throw new UsageError(`${path}: field "${missing}" is no text: ${expected}`);
  return found as LocalStream;
};
