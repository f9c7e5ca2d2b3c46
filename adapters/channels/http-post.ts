import { request as requestPlain, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { PrivateAddressError } from './public-address';

/** The whole exchange: name, connection, TLS, request and answer. */
export const POST_TIMEOUT_MS = 5_000;
/** Of an answer no more is read: nobody needs it. */
const MAX_ANSWER_BYTES = 64 * 1_024;

export interface Post {
  readonly url: URL;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Given: host names are looked up by it, and hosts that are addresses already are refused. */
  readonly lookup?: LookupFunction | undefined;
  readonly timeoutMs?: number;
}

export interface PostAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const readCut = async (incoming: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
};

/**
 * One POST of JSON. Redirects are answers like others and are not followed: where one leads has not been checked. Rejects with the
 * socket's error, an `AbortError` when it takes too long, or a `PrivateAddressError`.
 */
export const postJson = async ({ url, body, headers = {}, signal, lookup, timeoutMs = POST_TIMEOUT_MS }: Post): Promise<PostAnswer> => {
  if (lookup !== undefined && isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) throw new PrivateAddressError('the host is an address');
  const whole = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const request = url.protocol === 'http:' ? requestPlain : requestSecure;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: 'POST', signal: whole, ...(lookup === undefined ? {} : { lookup }),
      headers: { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body), 'user-agent': 'tapewatch', ...headers },
    }, (incoming) => {
      readCut(incoming).then((text) => { resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }); }, reject);
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
};
