import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTokenStore } from '../adapters/aws/token-store';
import { issueToken } from '../adapters/stream-tokens/token-text';
import { StreamEnv } from '../containers/stream/env';
import type { ServiceEndpoints } from './child-environment';
import { makeLocalDocumentClient } from './services/clients';
import type { ContainerPlan } from './template/local-plan';

export interface StreamAccessOptions {
  readonly endpoints: ServiceEndpoints;
  readonly stream: ContainerPlan;
  /** Absolute. */
  readonly stateDir: string;
  readonly streamUrl: string;
}

/** In the state folder: where the stream is and how this machine's person gets in. Readable by its owner alone. */
export const STREAM_ACCESS_FILE = 'stream.json';

const TIERS = ['private', 'vip'] as const;
const DAYS = 1;
const PRIVATE_FILE = 0o600;

/** Gives this run a token for each tier that needs one, as the command does in AWS, and writes them where the stream's client looks. */
export const grantStreamAccess = async ({ endpoints, stream, stateDir, streamUrl }: StreamAccessOptions): Promise<string> => {
  const client = makeLocalDocumentClient(endpoints.dynamodb);
  const tableName = stream.environment[StreamEnv.tokensTable] ?? '';
  const tokens = TIERS.map((tier) => ({ tier, ...issueToken({ tier, label: 'this machine', days: DAYS }, Date.now()) }));
  try {
    for (const { stored } of tokens) await makeTokenStore({ client, tableName }).put(stored);
  } finally {
    client.destroy();
  }
  const path = join(stateDir, STREAM_ACCESS_FILE);
  const texts = Object.fromEntries(tokens.map(({ tier, text }) => [`${tier}_token`, text]));
  writeFileSync(path, `${JSON.stringify({ url: streamUrl, table: tableName, endpoint: endpoints.dynamodb, ...texts }, undefined, 2)}\n`, { mode: PRIVATE_FILE });
  return path;
};
