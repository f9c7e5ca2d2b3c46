import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOCAL_USERS_FILE } from '../local/local-user';
import { isRecord } from '../local/template/json';
import { UsageError } from './usage';

/** The table of users of a run on this machine, and where its database answers. */
export interface LocalUsers {
  readonly table: string;
  readonly endpoint: string;
}

/** What a run wrote into its state folder. @throws UsageError where there is none, naming the folder. */
export const readLocalUsers = (stateDir: string): LocalUsers => {
  try {
    const found: unknown = JSON.parse(readFileSync(join(stateDir, LOCAL_USERS_FILE), 'utf8'));
    if (isRecord(found) && typeof found['table'] === 'string' && typeof found['endpoint'] === 'string') return { table: found['table'], endpoint: found['endpoint'] };
  } catch {
    // Said below, whatever it is.
  }
  throw new UsageError(`--state-dir is "${stateDir}": expected the state folder of a local run that is under way (npm start), with ${LOCAL_USERS_FILE} in it`);
};
