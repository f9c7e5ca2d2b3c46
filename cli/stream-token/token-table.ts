import { makeTokenStore, type TokenStore } from '../../adapters/aws/token-store';
import type { Environment } from '../../adapters/env';
import { StreamEnv } from '../../containers/stream/env';
import { readLocalStream } from '../local-stream';
import { namedTable } from '../named-table';

/** The table of tokens that the flags or the environment name. @throws UsageError where neither does. */
export const openTokens = (stateDir: string | undefined, env: Environment = process.env): TokenStore =>
  makeTokenStore(namedTable({ stateDir, readLocal: readLocalStream, variable: StreamEnv.tokensTable, of: 'tokens' }, env));
