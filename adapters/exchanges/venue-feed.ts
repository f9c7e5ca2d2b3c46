import type { MarketEvent } from '../../core/market/events';

/** Market data of one venue as events. Reconnects, resubscribes and gaps are its own business; the caller only listens. */
export interface VenueFeed {
  /** Loads the instruments, connects and subscribes every ticker. Resolves when the first list of instruments has arrived. */
  start(): Promise<void>;
  /** Replaces the whole set of symbols whose top of book and trades are wanted; the new ones are backfilled. */
  watch(symbols: readonly string[]): void;
  /** Closes every socket and timer; no event follows. */
  stop(): Promise<void>;
}

export type EventSink = (event: MarketEvent) => void;

/** What an operator counts about a feed (S1.39). Never changes what is decided. */
export interface FeedObserver {
  /** One line of the source's console for people (S1.26), or an operator's warning. */
  note(event: FeedNote): void;
}

export type FeedNote =
  | { readonly event: 'connecting' | 'connected'; readonly url: string }
  | { readonly event: 'disconnected'; readonly url: string; readonly cause: string; readonly retryInMs: number }
  | { readonly event: 'subscribing'; readonly topics: number }
  | { readonly event: 'first-data' }
  | { readonly event: 'topic-rejected'; readonly topic: string; readonly message: string }
  | { readonly event: 'frame-refused'; readonly cause: string; readonly sample: string }
  | { readonly event: 'rest-failed'; readonly path: string; readonly cause: string };
