import type { LinkEvent } from '../state/link';
import { ApiError, type Api } from './api';
import { readFeed, type ReadFeed } from './read-feed';
import { openSocketLink, type SocketLink } from './socket-link';

/** How often the HTTP API is asked while nothing comes by WebSocket. */
const ASK_EVERY_MS = 2_000;
/** The parts of the product speak every few seconds. */
const SILENCE_MS = 45_000;

export interface ActivityLinkSettings {
  readonly api: Api;
  readonly token: string | undefined;
  /** Questions are answered without a token too. */
  readonly openReads: boolean;
  /** Null where there is no stream, or none that the token opens. */
  readonly streamUrl: string | null;
  readonly onFeed: (read: ReadFeed) => void;
  readonly onEvent: (event: LinkEvent) => void;
  /** The WebSocket fell silent. */
  readonly onSilent: () => void;
}

const UNAUTHORIZED = 401;

/** Follows the activity log: by WebSocket where there is one and a token for it, else by asking. Goes on where it was, whichever way. */
export const followActivity = ({ api, token, openReads, streamUrl, onFeed, onEvent, onSilent }: ActivityLinkSettings): SocketLink => {
  let nextMs: number | undefined;
  let isSocketUp = false;
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let socket: SocketLink | undefined;

  const take = (read: ReadFeed): void => {
    nextMs = read.feed.next_ms;
    onFeed(read);
  };

  const stop = (): void => {
    isStopped = true;
    clearTimeout(timer);
    socket?.stop();
  };

  const refused = (): void => {
    if (!openReads) stop();
    onEvent({ kind: 'refused' });
  };

  const failed = (error: unknown): void => {
    if (error instanceof ApiError && error.status === UNAUTHORIZED) refused();
    else onEvent({ kind: 'unanswered' });
  };

  const askOnce = async (): Promise<boolean> => {
    const read = await api.activity(nextMs);
    if (isStopped || isSocketUp) return false;
    take(read);
    onEvent({ kind: 'answered', nowMs: Date.now() });
    return read.feed.has_more;
  };

  const ask = async (): Promise<void> => {
    let hasMore = false;
    try {
      if (!isSocketUp) hasMore = await askOnce();
    } catch (error) {
      if (!isStopped && !isSocketUp) failed(error);
    }
    if (!isStopped) timer = setTimeout(() => { void ask(); }, hasMore ? 0 : ASK_EVERY_MS);
  };

  if (streamUrl !== null && token !== undefined) {
    socket = openSocketLink({
      url: `${streamUrl}/activity`,
      announcesToken: true,
      silenceMs: SILENCE_MS,
      hello: () => ({ token, ...(nextMs === undefined ? {} : { since_ms: nextMs }) }),
      onMessage: (raw) => {
        isSocketUp = true;
        take(readFeed(raw));
        onEvent({ kind: 'told', nowMs: Date.now() });
      },
      onLost: (why) => {
        isSocketUp = false;
        onEvent({ kind: 'socket-lost' });
        if (why === 'silent') onSilent();
      },
      onRefused: refused,
    });
  }
  void ask();
  return { stop };
};
