import { monotonicMs } from '../../adapters/exchanges/timer-set';
import type { FeedNote } from '../../adapters/exchanges/venue-feed';
import type { Logger } from '../../adapters/logging';
import { makeWhaleFeedClient } from '../../adapters/whale-feed/client';
import type { StreamHub } from './stream-hub';

export interface FeedLinkOptions {
  readonly url: string;
  readonly token: string;
  readonly hub: StreamHub;
  readonly logger: Logger;
}

/** The one connection to the whale scanner that all clients of this process live on. */
export interface FeedLink {
  start(): void;
  /** `age_ms`: since the feed was last heard; null: never. */
  health(): { readonly connected: boolean; readonly age_ms: number | null };
  stop(): Promise<void>;
}

const PROBLEMS: ReadonlySet<FeedNote['event']> = new Set(['disconnected', 'frame-refused']);

export const makeFeedLink = ({ url, token, hub, logger }: FeedLinkOptions): FeedLink => {
  let isConnected = false;
  let heardMs: number | undefined;
  const heard = (): void => {
    isConnected = true;
    heardMs = monotonicMs();
  };
  const client = makeWhaleFeedClient({
    url, token,
    observer: { note: (note) => { logger[PROBLEMS.has(note.event) ? 'warn' : 'info'](`feed-${note.event}`, `whale feed: ${note.event}`, { ...note }); } },
    handlers: {
      onSnapshot: (orders, market, sentTimeMs) => {
        heard();
        hub.acceptSnapshot(market, orders, sentTimeMs);
      },
      onChanges: (changes) => {
        heard();
        hub.acceptChanges(changes);
      },
      onHeartbeat: heard,
      // What was sent stays sent; the next snapshot tells what has gone meanwhile.
      onLost: () => { isConnected = false; },
    },
  });
  return {
    start: () => { client.start(); },
    health: () => ({ connected: isConnected, age_ms: heardMs === undefined ? null : Math.round(monotonicMs() - heardMs) }),
    stop: () => client.stop(),
  };
};
