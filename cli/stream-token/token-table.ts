import { makeDocumentClient } from '../../adapters/aws/clients';
import { makeTokenStore, type TokenStore } from '../../adapters/aws/token-store';
import { optionalEnv, type Environment } from '../../adapters/env';
import { StreamEnv } from '../../containers/stream/env';
import { readLocalStream } from '../local-stream';
import { UsageError } from '../usage';

/** What the emulator asks for is never looked at. */
const LOCAL_ACCESS = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** The table of tokens that the flags or the environment name. @throws UsageError where neither does. */
export const openTokens = (stateDir: string | undefined, env: Environment = process.env): TokenStore => {
  if (stateDir !== undefined) {
    const { table, endpoint } = readLocalStream(stateDir);
    return makeTokenStore({ client: makeDocumentClient({ ...LOCAL_ACCESS, endpoint }), tableName: table });
  }
  const table = optionalEnv(StreamEnv.tokensTable, env);
  if (table === undefined) throw new UsageError(`${StreamEnv.tokensTable} is not set: expected the name of the table of tokens, or --state-dir of a local run`);
  return makeTokenStore({ client: makeDocumentClient(), tableName: table });
};
