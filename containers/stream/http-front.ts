import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { GateLimits } from './connection-gate';
import { Connections } from './connections';
import { targetOfPath } from './upgrade-request';

export interface HttpFront {
  readonly http: Server;
  readonly connections: Connections;
}

export interface HttpFrontOptions {
  readonly gate: GateLimits;
  /** The peers are proxies of our own: nothing is held against their addresses. */
  readonly isBehindProxy: boolean;
  readonly isShunned: (address: string) => boolean;
  readonly health: () => object;
}

/** Connections that are no clients: requests under way, health checks. */
const SPARE_CONNECTIONS = 1_000;
const SPARE_PER_ADDRESS = 16;
/** A request that is long, slow, or never ends costs at most this. */
const LIMITS = { maxHeaderSize: 8_192, headersTimeout: 5_000, requestTimeout: 5_000, connectionsCheckingInterval: 1_000, keepAliveTimeout: 5_000 };
const MAX_HEADERS = 64;

const answer = ({ method, url = '' }: IncomingMessage, response: ServerResponse, health: () => object): void => {
  const [path = ''] = url.split('?');
  const isHealth = method === 'GET' && path === '/health';
  const status = isHealth ? 200 : targetOfPath(path) === undefined ? 404 : 426;
  const body = JSON.stringify(isHealth ? health() : { error: status === 426 ? 'expected a WebSocket' : 'not found' });
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', 'content-length': Buffer.byteLength(body) }).end(body);
};

/** The HTTP side of the stream: `/health` without a token, bounds on what a connection may cost before it is upgraded, nothing else. */
export const makeHttpFront = ({ gate: { maxClients, maxClientsPerAddress }, isBehindProxy, isShunned, health }: HttpFrontOptions): HttpFront => {
  const http = createServer(LIMITS);
  const connections = new Connections(isBehindProxy ? undefined : { maxPerAddress: maxClientsPerAddress + SPARE_PER_ADDRESS, isShunned });
  http.maxHeadersCount = MAX_HEADERS;
  http.maxConnections = maxClients + SPARE_CONNECTIONS;
  http.on('connection', (socket) => { connections.take(socket); });
  http.on('request', (request, response) => { answer(request, response, health); });
  return { http, connections };
};
