import type { MarketInput } from '../../core/market/market-frame';
import type { SymbolTable } from '../../core/market/symbol-table';
import type { MarketClock } from '../clock';

/** Market data of one venue as events. Reconnects, resubscribes and gaps are its own business; the caller only listens. */
export interface VenueFeed {
  /** Loads the instruments, connects and subscribes every ticker. Resolves when the first list of instruments has arrived. */
  start(): Promise<void>;
  /** Replaces the whole set of symbols whose top of book and trades are wanted; the new ones are backfilled. */
  watch(symbols: readonly string[]): void;
  /** Closes every socket and timer; no event follows. */
  stop(): Promise<void>;
}

/** Takes events in order. A `MarketFrame` is the feed's own and holds only until the call returns. */
export type EventSink = (event: MarketInput) => void;

/** Told of the bytes themselves, in the order of the sink. What it is given holds only until the call returns. */
export interface FrameTap {
  /** A frame whose message goes to the sink next. */
  frame(connection: number, bytes: Uint8Array, receivedTimeMs: number): void;
  /** A frame that does not: an answer, a heartbeat, one that was refused, came too late or was not asked for. */
  otherFrame(connection: number, bytes: Uint8Array, receivedTimeMs: number): void;
  /** A frame that we sent. */
  sent(connection: number, text: string, timeMs: number): void;
}

/** What every venue's feed is made from. `Event` is what its listener takes, `Limits` what may be set of its pace. */
export interface FeedOptions<Event, Limits> {
  readonly wsUrl: string;
  readonly restUrl: string;
  readonly clock: MarketClock;
  /** Shared with whoever takes the events: frames name symbols by its ids. */
  readonly symbols: SymbolTable;
  readonly onEvent: (event: Event) => void;
  readonly observer: FeedObserver;
  /** Absent: nobody wants the bytes. */
  readonly tap?: FrameTap;
  /** In [0, 1): jitter only. */
  readonly random?: () => number;
  readonly limits?: Partial<Limits>;
}

const ignore = (): void => undefined;

export const NO_TAP: FrameTap = { frame: ignore, otherFrame: ignore, sent: ignore };

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
  | { readonly event: 'rest-answered'; readonly path: string; readonly tookMs: number }
  | { readonly event: 'rest-failed'; readonly path: string; readonly cause: string };
