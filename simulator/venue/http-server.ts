import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { control } from './control';
import type { VenueFaults } from './faults';
import { answerRest, type RestView } from './rest';

const MAX_BODY_BYTES = 64 * 1_024;

const reply = (response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}, type = 'application/json'): void => {
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
const handleControl = async (faults: VenueFaults, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  if (request.headers.origin !== undefined) {
    reply(response, 403, '{"ok":false,"error":"requests from web pages are refused"}');
    return;
  }
  const body = await readBody(request);
  if (body === undefined) {
    reply(response, 413, '{"ok":false,"error":"body is too long"}', { connection: 'close' });
    return;
  }
  const answer = control(faults, body);
  reply(response, answer.status, answer.body);
};

/** An HTTP status as the venue's front answers it: a page for 5xx, a short text for the rest, never the JSON envelope. */
const replyFault = (response: ServerResponse, status: number, retryAfterSeconds: number | undefined): void => {
  const body = status >= 500 ? '<html><body><h1>Service Unavailable</h1></body></html>' : 'access too frequent';
  reply(response, status, body, retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }, 'text/html');
};

const handleRest = (view: RestView, faults: VenueFaults, request: IncomingMessage, response: ServerResponse): void => {
  const fault = faults.httpFaultFor('rest');
  if (fault) {
    replyFault(response, fault.status, fault.retryAfterSeconds);
    return;
  }
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const body = request.method === 'GET' ? answerRest(view, url.pathname, url.searchParams) : undefined;
  if (body === undefined) reply(response, 404, '{"error":"no such path"}');
  else reply(response, 200, body);
};

/** REST of the venue, `POST /control` for its faults and `GET /ledger` for what was planted. */
export const makeRequestListener = (view: RestView, faults: VenueFaults): RequestListener => (request, response) => {
  if (request.method === 'POST' && request.url === '/control') {
    handleControl(faults, request, response).catch(() => { response.destroy(); });
  } else if (request.method === 'GET' && request.url === '/ledger') {
    reply(response, 200, view.market.ledger().map((entry) => `${JSON.stringify(entry)}\n`).join(''), {}, 'application/x-ndjson');
  } else {
    handleRest(view, faults, request, response);
  }
};
