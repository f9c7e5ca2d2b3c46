import { STREAM_ACCESS_FILE } from '../local/stream-access';
import { readRunFile } from './run-file';

/** `url` without a tier's path, e.g. ws://127.0.0.1:8080; the table of the tokens and where its database answers; a token for each tier that needs one. */
const FIELDS = ['url', 'table', 'endpoint', 'private_token', 'vip_token'] as const;

/** Where the stream of a run on this machine is, and the tokens that were made for it. @throws UsageError where there is none. */
export const readLocalStream = (stateDir: string): Readonly<Record<(typeof FIELDS)[number], string>> => readRunFile(stateDir, STREAM_ACCESS_FILE, FIELDS);
