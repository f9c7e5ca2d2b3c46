import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDocumentClient } from '../../adapters/aws/clients';
import { makeTokenStore, type TokenStore } from '../../adapters/aws/token-store';
import { optionalEnv, type Environment } from '../../adapters/env';
import { StreamEnv } from '../../containers/stream/env';
import { UsageError } from '../usage';

/** Written by a local run into its state folder while it lasts: `{"table": "...", "endpoint": "http://127.0.0.1:..."}`. */
export const LOCAL_TOKENS_FILE = 'stream-tokens.json';

interface LocalTable {
  readonly table: string;
  readonly endpoint: string;
}

/** What the emulator asks for is never looked at. */
const LOCAL_ACCESS = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

const readLocal = (stateDir: string): LocalTable => {
  const path = join(stateDir, LOCAL_TOKENS_FILE);
  const expected = `expected the state folder of a local run that is under way (npm start), with ${LOCAL_TOKENS_FILE} in it`;
  let parsed: Partial<LocalTable>;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8')) as Partial<LocalTable>;
  } catch {
    throw new UsageError(`--state-dir is "${stateDir}": ${expected}`);
  }
  const { table, endpoint } = parsed;
  if (typeof table !== 'string' || typeof endpoint !== 'string') throw new UsageError(`${path} does not name table and endpoint: ${expected}`);
  return { table, endpoint };
};

/** The table of tokens that the flags or the environment name. @throws UsageError where neither does. */
export const openTokens = (stateDir: string | undefined, env: Environment = process.env): TokenStore => {
  if (stateDir !== undefined) {
    const { table, endpoint } = readLocal(stateDir);
    return makeTokenStore({ client: makeDocumentClient({ ...LOCAL_ACCESS, endpoint }), tableName: table });
  }
  const table = optionalEnv(StreamEnv.tokensTable, env);
  if (table === undefined) throw new UsageError(`${StreamEnv.tokensTable} is not set: expected the name of the table of tokens, or --state-dir of a local run`);
  return makeTokenStore({ client: makeDocumentClient(), tableName: table });
};
