import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { grantText, parseGrant, type LinkGrant } from '../../core/alerts/plan/links';

/** Path of a link before its token, as the HTTP API routes it. */
export const LINK_PATH = '/l/';

const KEY_BYTES = 32;
const KEY_LABEL = 'tapewatch link.v1';
/** Base64url of a text and of 32 bytes. */
const TOKEN = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})$/;

/**
 * The key of links, made from the installation's one secret under a label of its own: a signature of a webhook is none of a link.
 * HKDF-SHA-256, RFC 5869.
 */
export const linkKey = (masterKey: string): Buffer => Buffer.from(hkdfSync('sha256', masterKey, '', KEY_LABEL, KEY_BYTES));

const signatureOf = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();

/** `<baseUrl>/l/<grant>.<signature>`; a slash at the end of the base is left out. */
export const linkUrl = (key: Buffer, baseUrl: string, grant: LinkGrant): string => {
  const text = grantText(grant);
  const token = `${Buffer.from(text, 'utf8').toString('base64url')}.${signatureOf(key, text).toString('base64url')}`;
  return `${baseUrl.replace(/\/+$/, '')}${LINK_PATH}${token}`;
};

/** The grant of a token that this key signed, compared in constant time; undefined: anything else. How long a token may be is the HTTP edge's matter. */
export const readLink = (key: Buffer, token: string): LinkGrant | undefined => {
  const [, encoded, signature] = TOKEN.exec(token) ?? [];
  if (encoded === undefined || signature === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64url').toString('utf8');
  return timingSafeEqual(signatureOf(key, text), Buffer.from(signature, 'base64url')) ? parseGrant(text) : undefined;
};
