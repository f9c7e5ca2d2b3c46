import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { STREAM_TOKEN_SCHEMA, type StreamToken, type TokenTier } from '../../core/contracts/stream-token';

/** Parts of `tw_<tier>_<id>_<secret>`. The tier in it is for people: what it opens is what is stored. */
export interface TokenText {
  readonly tokenId: string;
  readonly secret: string;
}

const TOKEN = /^tw_(?:private|vip)_([a-z2-7]{12})_([A-Za-z0-9_-]{43})$/;
const ID_LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_LENGTH = 12;
const SECRET_BYTES = 32;

/** The parts of a token; undefined: not the text of one. */
export const readTokenText = (text: string): TokenText | undefined => {
  const [, tokenId, secret] = TOKEN.exec(text) ?? [];
  return tokenId === undefined || secret === undefined ? undefined : { tokenId, secret };
};

const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** What an unknown token is compared with, so that it takes as long as a known one. No secret has this digest but by a miracle. */
const NOBODY = Buffer.alloc(32);

/** Whether the secret is the stored one's. Takes the same time whatever differs, and also where nothing is stored. */
export const isSecretOf = (secret: string, stored: StreamToken | undefined): boolean => {
  const expected = stored === undefined ? NOBODY : Buffer.from(stored.digest, 'hex');
  const isEqual = timingSafeEqual(digestOf(secret), expected);
  return isEqual && stored !== undefined;
};

/** Whether two texts are the same, in a time that does not tell where they differ nor how long they are. */
export const isSameSecret = (a: string, b: string): boolean => timingSafeEqual(digestOf(a), digestOf(b));

export interface TokenWish {
  readonly tier: TokenTier;
  readonly label: string;
  readonly days: number;
}

/** A new token: its text, to be shown once, and what is stored of it. */
export const issueToken = ({ tier, label, days }: TokenWish, nowMs: number): { readonly text: string; readonly stored: StreamToken } => {
  const tokenId = [...randomBytes(ID_LENGTH)].map((byte) => ID_LETTERS.charAt(byte % ID_LETTERS.length)).join('');
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const stored: StreamToken = {
    schema: STREAM_TOKEN_SCHEMA, token_id: tokenId, tier, digest: digestOf(secret).toString('hex'), label,
    issued_time_ms: nowMs, expires_at: Math.floor(nowMs / 1_000 + days * 86_400), revoked_at: null,
  };
  return { text: `tw_${tier}_${tokenId}_${secret}`, stored };
};
