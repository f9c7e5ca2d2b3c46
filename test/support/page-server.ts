import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ActivityFeed } from '../../core/contracts/activity-feed';
import { activityOf, type Activity, type ActivityEntry } from '../../core/contracts/activity';
import { parseJson } from '../../core/contracts/contract';
import type { OpportunityDetail } from '../../core/contracts/opportunity-detail';
import type { PageConfig } from '../../core/contracts/page-config';
import type { QueuePage } from '../../core/contracts/queue-page';
import { parseStreamHello } from '../../core/contracts/stream-request';
import type { TrackPage } from '../../core/contracts/track-page';
import type { PageUser } from '../../core/contracts/user-page';
import type { WhaleStreamMessage } from '../../core/contracts/whale-stream';
import { pageHeaders } from '../../lib/page-headers';

export const PAGE_TOKEN = 'tw_private_0123456789abcdef_secret';

export interface PageServerOptions {
  /** What `buildDashboard` wrote. */
  readonly folder: string;
  readonly config?: Partial<PageConfig>;
  /** Without the two WebSockets. */
  readonly hasStream?: boolean;
}

/** What the server knows; tests change it while it runs. */
export interface PageWorld {
  readonly lines: unknown[];
  /** The newest of each part's health, by component. */
  readonly health: Map<string, unknown>;
  readonly details: Map<string, OpportunityDetail>;
  users: PageUser[];
  track: TrackPage;
  queues: QueuePage;
  whaleSnapshot: WhaleStreamMessage | undefined;
  /** The HTTP API answers 500. */
  isBroken: boolean;
}

export interface PageServer {
  readonly url: string;
  readonly world: PageWorld;
  /** `GET` paths with their query, and hellos of the WebSockets, as they came. */
  readonly asked: string[];
  /** Adds a line to the log, and tells it on every WebSocket; answers the line. */
  tell(entry: ActivityEntry, timeMs?: number): Activity;
  /** The same of what is no line at all. */
  tellRaw(line: unknown): void;
  tellWhales(message: WhaleStreamMessage): void;
  /** Cuts every WebSocket, and refuses new ones until `mend`. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' };

const EMPTY_TRACK: TrackPage = { schema: 'track-page.v1', market: 'simulated', days: 30, min_outcomes: 30, rows: [] };

const feedOf = (lines: readonly unknown[], health: readonly unknown[], nextMs: number): object =>
  ({ schema: 'activity-feed.v1', lines, health, next_ms: nextMs, has_more: false }) satisfies Omit<ActivityFeed, 'lines' | 'health'> & { lines: readonly unknown[]; health: readonly unknown[] };

const timeOf = (line: unknown): number => (line as { time_ms: number }).time_ms;

/** The page's files, API and WebSockets on a free port of this machine, as the contracts say them. */
export const startPageServer = async ({ folder, config = {}, hasStream = true }: PageServerOptions): Promise<PageServer> => {
  const world: PageWorld = {
    lines: [], health: new Map(), details: new Map(), users: [], track: EMPTY_TRACK, queues: { schema: 'queue-page.v1', time_ms: 0, queues: [] },
    whaleSnapshot: undefined, isBroken: false,
  };
  const asked: string[] = [];
  const activitySockets = new Set<WebSocket>();
  const whaleSockets = new Set<WebSocket>();
  let isCut = false;
  let origin = '';

  const pageConfig = (): PageConfig => ({
    schema: 'page-config.v1', market: 'simulated', speed: 1, anchor_ms: 0, stream_url: hasStream ? origin.replace('http', 'ws') : null, open_reads: true, code_version: 'test', ...config,
  });
  const since = (sinceMs: number | undefined): object => {
    const nextMs = Math.max(0, ...world.lines.map(timeOf));
    // Reaches back a little, as the log's does: lines come twice.
    return feedOf(world.lines.filter((line) => sinceMs === undefined || timeOf(line) >= sinceMs - 100), [...world.health.values()], nextMs);
  };

  const answerApi = ({ method, url = '', headers }: IncomingMessage): [number, unknown] => {
    const { pathname, searchParams } = new URL(url, origin);
    const isAllowed = headers.authorization === `Bearer ${PAGE_TOKEN}`;
    if (pathname === '/config.json') return [200, pageConfig()];
    if (world.isBroken) return [500, { error: 'The tables do not answer.' }];
    if (!isAllowed && (method === 'POST' || !pageConfig().open_reads)) return [401, { error: 'no token, or one that opens nothing' }];
    if (pathname === '/api/activity') return [200, since(searchParams.has('since_ms') ? Number(searchParams.get('since_ms')) : undefined)];
    if (pathname === '/api/track') return [200, world.track];
    if (pathname === '/api/queues') return [200, world.queues];
    if (pathname === '/api/users') return [200, { users: world.users }];
    const [, , part, id = '', , channelId, verb] = pathname.split('/').map(decodeURIComponent);
    if (part === 'opportunities') return world.details.has(id) ? [200, world.details.get(id)] : [404, { error: 'Nothing is known of this opportunity yet.' }];
    const user = world.users.find(({ user_id }) => user_id === id);
    if (user === undefined) return [404, { error: 'There is no such user.' }];
    const changed: PageUser = { ...user, channels: user.channels.map((channel) => (channel.channel_id === channelId ? { ...channel, state: verb === 'mute' ? 'muted' : 'confirmed' } : channel)) };
    world.users = world.users.map((one) => (one === user ? changed : one));
    return [200, { user: changed }];
  };

  const sendFile = (path: string, response: ServerResponse): void => {
    const name = path === '/' ? 'index.html' : path.slice(1);
    try {
      response.writeHead(200, { ...pageHeaders(pageConfig().stream_url), 'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream' }).end(readFileSync(join(folder, name)));
    } catch {
      response.writeHead(404).end();
    }
  };

  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (!path.startsWith('/api/') && !path.startsWith('/config.json')) return sendFile(path, response);
    asked.push(`${request.method} ${path}`);
    const [status, body] = answerApi(request);
    return response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });

  const sockets = new WebSocketServer({ noServer: true });
  const serveActivity = (socket: WebSocket): void => {
    socket.once('message', (data: Buffer) => {
      const hello = parseJson(parseStreamHello, data.toString());
      asked.push(`activity ${hello.since_ms ?? '-'}`);
      if (hello.token !== PAGE_TOKEN) return socket.close(1008, 'unauthorized');
      activitySockets.add(socket);
      return socket.send(JSON.stringify(since(hello.since_ms)));
    });
  };
  const serveWhales = (socket: WebSocket, tier: string): void => {
    const begin = (): void => {
      whaleSockets.add(socket);
      if (world.whaleSnapshot !== undefined) socket.send(JSON.stringify(world.whaleSnapshot));
    };
    if (tier === 'public') return begin();
    socket.once('message', (data: Buffer) => {
      const { token, resume } = parseJson(parseStreamHello, data.toString());
      asked.push(`${tier} ${resume === undefined ? '-' : `${resume.stream_id}:${resume.sequence}`}`);
      if (token === PAGE_TOKEN) begin();
      else socket.close(1008, 'unauthorized');
    });
  };
  server.on('upgrade', (request, wire, head) => {
    if (isCut) return wire.destroy();
    return sockets.handleUpgrade(request, wire, head, (socket) => {
      if (request.url === '/activity') serveActivity(socket);
      else serveWhales(socket, request.url?.slice(1) ?? '');
    });
  });

  const send = (to: ReadonlySet<WebSocket>, message: object): void => { for (const socket of to) socket.send(JSON.stringify(message)); };
  const tellRaw = (line: unknown): void => {
    world.lines.push(line);
    send(activitySockets, feedOf([line], [], timeOf(line)));
  };
  const cut = (): void => {
    isCut = true;
    for (const socket of sockets.clients) socket.terminate();
    for (const group of [activitySockets, whaleSockets]) group.clear();
  };

  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('page server: no port');
  origin = `http://127.0.0.1:${address.port}`;
  return {
    url: origin, world, asked, tellRaw, cut,
    tell: (entry, timeMs = Date.now()) => {
      const line = activityOf(timeMs, entry);
      if (entry.kind === 'health') {
        world.health.set(entry.component, line);
        send(activitySockets, feedOf([], [line], timeMs));
      } else tellRaw(line);
      return line;
    },
    tellWhales: (message) => { send(whaleSockets, message); },
    mend: () => { isCut = false; },
    close: () => {
      cut();
      server.closeAllConnections();
      return new Promise((resolve) => { server.close(() => { resolve(); }); });
    },
  };
};
