import { request as requestPlain, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { PrivateAddressError } from './public-address';

/** The whole exchange: name, connection, TLS, request and answer. */
export const POST_TIMEOUT_MS = 5_000;
/** Of an answer no more is read, and for no longer: nobody needs it. */
const MAX_ANSWER_BYTES = 64 * 1_024;
const ANSWER_BODY_MS = 1_000;

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

/**
 * As much of the body as comes in time. It never rejects: the head has said what became of the message, and a body that stays open or
 * breaks off does not take that back.
 */
const readCut = async (incoming: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const timer = setTimeout(() => { incoming.destroy(); }, ANSWER_BODY_MS);
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= MAX_ANSWER_BYTES) break;
    }
  } catch {
    // Cut off: what was read is the answer.
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
};

/**
 * One POST of JSON. Redirects are answers like others and are not followed: where one leads has not been checked. Rejects where no head
 * of an answer came: with the socket's error, an `AbortError` when it takes too long, or a `PrivateAddressError`.
 */
export const postJson = async ({ url, body, headers = {}, signal, lookup, timeoutMs = POST_TIMEOUT_MS }: Post): Promise<PostAnswer> => {
  if (lookup !== undefined && isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) throw new PrivateAddressError('the host is an address');
  const whole = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const request = url.protocol === 'http:' ? requestPlain : requestSecure;
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request(url, {
      method: 'POST', signal: whole, ...(lookup === undefined ? {} : { lookup }),
      headers: { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body), 'user-agent': 'tapewatch', ...headers },
    }, resolve);
    // It stays: an error after the head has nobody else to hear it.
    outgoing.on('error', reject);
    outgoing.end(body);
  });
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, text: await readCut(incoming) };
};
