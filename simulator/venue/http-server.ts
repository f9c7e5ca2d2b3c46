import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { ControlAnswer } from './control';
import type { VenueFaults } from './faults';

const MAX_BODY_BYTES = 64 * 1_024;

export interface RestAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default `application/json`. */
  readonly type?: string;
}

/** What a venue serves over HTTP besides its handshakes. */
export interface VenueHttp {
  readonly faults: VenueFaults;
  /** The answer to a GET. */
  answer(path: string, query: URLSearchParams): RestAnswer;
  /** How the venue's front words a status that a fault asks for. */
  refusal(status: number): RestAnswer;
  control(text: string): ControlAnswer;
  /** What was planted, one object per line. */
  ledger(): readonly object[];
}

const reply = (response: ServerResponse, { status, body, headers = {}, type = 'application/json' }: RestAnswer): void => {
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(body);
};

const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
};

/** Only programs on this machine steer the venue: a browser page always sends an Origin with a POST. */
const handleControl = async (venue: VenueHttp, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  if (request.headers.origin !== undefined) {
    reply(response, { status: 403, body: '{"ok":false,"error":"requests from web pages are refused"}' });
    return;
  }
  const body = await readBody(request);
  reply(response, body === undefined ? { status: 413, body: '{"ok":false,"error":"body is too long"}', headers: { connection: 'close' } } : venue.control(body));
};

const handleRest = (venue: VenueHttp, request: IncomingMessage, response: ServerResponse): void => {
  const fault = venue.faults.httpFaultFor('rest');
  if (fault) {
    const { headers, ...refusal } = venue.refusal(fault.status);
    reply(response, { ...refusal, headers: fault.retryAfterSeconds === undefined ? { ...headers } : { ...headers, 'retry-after': String(fault.retryAfterSeconds) } });
    return;
  }
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  reply(response, request.method === 'GET' ? venue.answer(url.pathname, url.searchParams) : { status: 404, body: '{"error":"no such path"}' });
};

/** REST of the venue, `POST /control` for its faults and `GET /ledger` for what was planted. */
export const makeRequestListener = (venue: VenueHttp): RequestListener => (request, response) => {
  if (request.method === 'POST' && request.url === '/control') {
    handleControl(venue, request, response).catch(() => { response.destroy(); });
  } else if (request.method === 'GET' && request.url === '/ledger') {
    reply(response, { status: 200, body: venue.ledger().map((entry) => `${JSON.stringify(entry)}\n`).join(''), type: 'application/x-ndjson' });
  } else {
    handleRest(venue, request, response);
  }
};
