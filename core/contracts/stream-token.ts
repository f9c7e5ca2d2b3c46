import * as z from 'zod';
import { TIME_MS } from './common';
import { parserOf } from './contract';

export const STREAM_TOKEN_SCHEMA = 'stream-token.v1';

/** The public tier needs no token. */
export const TOKEN_TIERS = ['private', 'vip'] as const;
export type TokenTier = (typeof TOKEN_TIERS)[number];

export const TOKEN_ID = z.string().regex(/^[a-z2-7]{12}$/, 'expected 12 of a-z 2-7');

/** What is stored of a token: never the token itself, only the SHA-256 digest of its secret part. */
const SHAPE = z.object({
  schema: z.literal(STREAM_TOKEN_SCHEMA),
  token_id: TOKEN_ID,
  tier: z.enum(TOKEN_TIERS),
  /** Hex. */
  digest: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits'),
  label: z.string().max(100),
  issued_time_ms: TIME_MS,
  /** Epoch seconds, as DynamoDB's time to live wants it: from then on it opens nothing. */
  expires_at: z.int().positive(),
  /** Epoch seconds; null: not revoked. */
  revoked_at: z.int().positive().nullable(),
});

export type StreamToken = z.infer<typeof SHAPE>;
export const parseStreamToken = parserOf<StreamToken>(STREAM_TOKEN_SCHEMA, SHAPE);

/** Whether the token opens anything at that time. */
export const isUsable = ({ expires_at: expiresAt, revoked_at: revokedAt }: StreamToken, nowMs: number): boolean =>
  revokedAt === null && nowMs < expiresAt * 1_000;
