import * as z from 'zod';
import { parseOpportunityDetail, type OpportunityDetail } from '../../core/contracts/opportunity-detail';
import { parsePageConfig, type PageConfig } from '../../core/contracts/page-config';
import { parseQueuePage, type QueuePage } from '../../core/contracts/queue-page';
import { parseTrackPage, type TrackPage } from '../../core/contracts/track-page';
import { parseUserChanged, parseUserPage, type PageUser, type UserPage } from '../../core/contracts/user-page';
import { readFeed, type ReadFeed } from './read-feed';

/** The API answered, and not with what was asked for. `message` is its sentence. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(message: string, readonly status: number) {
    super(message);
  }
}

export interface Api {
  config(): Promise<PageConfig>;
  /** Without `sinceMs` the latest lines. */
  activity(sinceMs: number | undefined): Promise<ReadFeed>;
  opportunity(id: string): Promise<OpportunityDetail>;
  track(market: string): Promise<TrackPage>;
  queues(): Promise<QueuePage>;
  users(): Promise<UserPage>;
  setMuted(userId: string, channelId: string, isMuted: boolean): Promise<PageUser>;
}

export interface ApiSettings {
  readonly token: () => string | undefined;
  /** What the `Date` of an answer says of the server's clock less this one's, ms; to a second. */
  readonly onClock: (offsetMs: number) => void;
}

const TIMEOUT_MS = 10_000;
/** Public, and served by whoever serves the page's files: no token is shown to it. */
const CONFIG_PATH = '/config.json';
const PROBLEM = z.object({ error: z.string().max(500) });

const sentenceOf = async (response: Response): Promise<string> => {
  const body = PROBLEM.safeParse(await response.json().catch(() => undefined));
  return body.success ? body.data.error : `The server answered ${response.status}.`;
};

const tellClock = (response: Response, askedMs: number, { onClock }: ApiSettings): void => {
  const told = Date.parse(response.headers.get('date') ?? '');
  if (Number.isFinite(told)) onClock(told + 500 - (askedMs + Date.now()) / 2);
};

const bearer = ({ token }: ApiSettings): Record<string, string> => {
  const text = token();
  return text === undefined ? {} : { authorization: `Bearer ${text}` };
};

const ask = async (path: string, init: RequestInit, settings: ApiSettings): Promise<unknown> => {
  const headers = { accept: 'application/json', ...(path === CONFIG_PATH ? {} : bearer(settings)) };
  const askedMs = Date.now();
  const response = await fetch(path, { ...init, headers, cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) });
  tellClock(response, askedMs, settings);
  if (!response.ok) throw new ApiError(await sentenceOf(response), response.status);
  return response.json();
};

/** The HTTP API of the page's own origin; every answer is parsed. Each rejects with ApiError, ContractError or what `fetch` rejects with. */
export const makeApi = (settings: ApiSettings): Api => {
  const get = (path: string): Promise<unknown> => ask(path, {}, settings);
  return {
    config: async () => parsePageConfig(await get(CONFIG_PATH)),
    activity: async (sinceMs) => readFeed(await get(`/api/activity${sinceMs === undefined ? '' : `?since_ms=${sinceMs}`}`)),
    opportunity: async (id) => parseOpportunityDetail(await get(`/api/opportunities/${encodeURIComponent(id)}`)),
    track: async (market) => parseTrackPage(await get(`/api/track?market=${encodeURIComponent(market)}`)),
    queues: async () => parseQueuePage(await get('/api/queues')),
    users: async () => parseUserPage(await get('/api/users')),
    setMuted: async (userId, channelId, isMuted) => parseUserChanged(await ask(
      `/api/users/${encodeURIComponent(userId)}/channels/${encodeURIComponent(channelId)}/${isMuted ? 'mute' : 'unmute'}`, { method: 'POST' }, settings)).user,
  };
};
