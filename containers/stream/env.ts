import { ScannerEnv } from '../scanner/env';

/** Names of the stream's environment variables; the construct that deploys it sets the same constants. */
export const StreamEnv = {
  /** Port of the clients; 0 takes a free one, which the `listening` line names. */
  port: 'STREAM_PORT',
  /** Address to bind: the machine itself unless set. */
  host: 'STREAM_HOST',
  /** Where the whale scanner's internal feed listens, and the token that it asks for. */
  feedUrl: 'WHALE_FEED_URL',
  feedToken: 'WHALE_FEED_TOKEN',
  /** Table of the clients' tokens; absent: nobody has one, and only `/public` is served. */
  tokensTable: 'STREAM_TOKENS_TABLE',
  /** Table of the activity log, served on `/activity` to who may see the private tier; absent: it is not served. */
  activityTable: 'ACTIVITY_TABLE',
  /** Comma-separated origins of the web pages that may connect, exactly as browsers send them; empty: no web page may. */
  allowedOrigins: 'ALLOWED_ORIGINS',
  /** Comma-separated names by which clients may address the stream; empty: loopback names when bound to loopback, any name otherwise. */
  allowedHosts: 'ALLOWED_HOSTS',
  /** How many proxies of our own stand in front, each adding one entry to X-Forwarded-For. */
  trustedProxyHops: 'TRUSTED_PROXY_HOPS',
  logLevel: ScannerEnv.logLevel,
  logFormat: ScannerEnv.logFormat,
} as const;

/** How much a client, an address or all together may take: optional. */
export const StreamLimitEnv = {
  maxClients: 'MAX_CLIENTS',
  maxClientsPerAddress: 'MAX_CLIENTS_PER_ADDRESS',
  maxClientsPerToken: 'MAX_CLIENTS_PER_TOKEN',
  acceptsPerSecond: 'ACCEPTS_PER_SECOND',
} as const;

/** What each of the limits may be. */
export const STREAM_LIMIT_RANGES: Readonly<Record<keyof typeof StreamLimitEnv, { readonly min: number; readonly max: number; readonly integer: true }>> = {
  maxClients: { min: 1, max: 100_000, integer: true },
  maxClientsPerAddress: { min: 1, max: 100_000, integer: true },
  maxClientsPerToken: { min: 1, max: 100_000, integer: true },
  acceptsPerSecond: { min: 1, max: 100_000, integer: true },
};
