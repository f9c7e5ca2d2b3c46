import { join } from 'node:path';
import { makeTokenStore } from '../adapters/aws/token-store';
import { issueToken } from '../adapters/stream-tokens/token-text';
import { writeWhole } from '../adapters/whole-file';
import type { ServiceEndpoints } from './child-environment';
import { makeLocalDocumentClient } from './services/clients';

export interface AccessOptions {
  readonly endpoints: ServiceEndpoints;
  readonly tokensTable: string;
  /** Absolute. */
  readonly stateDir: string;
  /** Undefined: large levels are not streamed. */
  readonly streamUrl: string | undefined;
  readonly pageUrl: string;
}

/** In the state folder: where the stream and the page are and how this machine's person gets in. Readable by its owner alone. */
export const STREAM_ACCESS_FILE = 'stream.json';

const TIERS = ['private', 'vip'] as const;
const DAYS = 1;
const PRIVATE_FILE = 0o600;

export interface LocalAccess {
  /** File with the addresses and tokens. */
  readonly path: string;
  /** The page with its token behind the `#`, which no browser sends anywhere. */
  readonly pageUrl: string;
}

/** Gives this run a token for each tier that needs one, as the command does in AWS, and writes them where the stream's client looks. */
export const grantAccess = async ({ endpoints, tokensTable, stateDir, streamUrl, pageUrl }: AccessOptions): Promise<LocalAccess> => {
  const client = makeLocalDocumentClient(endpoints.dynamodb);
  const tokens = TIERS.map((tier) => ({ tier, ...issueToken({ tier, label: 'this machine', days: DAYS }, Date.now()) }));
  try {
    for (const { stored } of tokens) await makeTokenStore({ client, tableName: tokensTable }).put(stored);
  } finally {
    client.destroy();
  }
  const path = join(stateDir, STREAM_ACCESS_FILE);
  const texts = Object.fromEntries(tokens.map(({ tier, text }) => [`${tier}_token`, text]));
  const openedPage = `${pageUrl}/#token=${texts['private_token'] ?? ''}`;
  const access = { ...(streamUrl === undefined ? {} : { url: streamUrl }), page: openedPage, table: tokensTable, endpoint: endpoints.dynamodb, ...texts };
  writeWhole(path, `${JSON.stringify(access, undefined, 2)}\n`, PRIVATE_FILE);
  return { path, pageUrl: openedPage };
};
