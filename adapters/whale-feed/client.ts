import type { Market } from '../../core/contracts/common';
import { parseJson } from '../../core/contracts/contract';
import { parseWhaleFeed, type WhaleChange, type WhaleFeedMessage } from '../../core/contracts/whale-feed';
import type { WhaleOrder } from '../../core/contracts/whale-order';
import type { GapCause } from '../../core/market/events';
import { ConnectionBudget } from '../exchanges/connection-budget';
import type { SocketLimits } from '../exchanges/open-socket';
import type { FeedObserver } from '../exchanges/venue-feed';
import { WebsocketFeed, type FrameVerdict } from '../exchanges/websocket-feed';

export interface WhaleFeedHandlers {
  /** Every hot level: right after each connect, in place of whatever was known. */
  onSnapshot(orders: readonly WhaleOrder[], market: Market, sentTimeMs: number): void;
  onChanges(changes: readonly WhaleChange[], sentTimeMs: number): void;
  /** Nothing was said but that the scanner is there. */
  onHeartbeat?(sentTimeMs: number): void;
  onLost(cause: GapCause): void;
}

export interface WhaleFeedClientOptions {
  readonly url: string;
  readonly token: string;
  readonly handlers: WhaleFeedHandlers;
  readonly observer: FeedObserver;
  readonly random?: () => number;
  readonly limits?: Partial<SocketLimits>;
}

/** The stream's end of the internal feed: connects again by itself. */
export interface WhaleFeedClient {
  start(): void;
  stop(): Promise<void>;
}

/** Our own server next door: no venue counts the connects, and a scanner that restarts must be found again soon. */
const BUDGET = { connects: 300, windowMs: 300_000 };
const LIMITS: Partial<SocketLimits> = {
  // A snapshot of 10,000 levels of some 2 KB.
  maxPayloadBytes: 64 * 1024 * 1024, backoff: { baseMs: 250, capMs: 5_000 },
};
/** Three heartbeats and a half. */
const IDLE_MS = 3_500;

/** @throws RangeError when the URL is not one of a WebSocket. */
export const makeWhaleFeedClient = (options: WhaleFeedClientOptions): WhaleFeedClient => {
  const { url, token, handlers, observer, random = Math.random } = options;
  let lastSequence: number | undefined;

  const take = (message: WhaleFeedMessage): void => {
    switch (message.kind) {
      case 'snapshot': return handlers.onSnapshot(message.orders, message.market, message.sent_time_ms);
      case 'changes': return handlers.onChanges(message.changes, message.sent_time_ms);
      case 'heartbeat': return handlers.onHeartbeat?.(message.sent_time_ms);
    }
  };

  /** The snapshot starts the numbering of a connection; a hole in it means that something of ours is broken: begin again. */
  const isNext = ({ kind, sequence }: WhaleFeedMessage): boolean =>
    (kind === 'snapshot' ? lastSequence === undefined : lastSequence !== undefined && sequence === lastSequence + 1);

  const onFrame = (frame: Buffer): FrameVerdict => {
    let message: WhaleFeedMessage;
    try {
      message = parseJson(parseWhaleFeed, frame.toString());
    } catch (error) {
      feed.cut('resubscribe', 'a message of the whale feed could not be read');
      return { refused: error instanceof Error ? error.message : 'unreadable', isMalformed: true };
    }
    if (!isNext(message)) {
      feed.cut('resubscribe', `${message.kind} ${message.sequence} does not follow ${String(lastSequence)}`);
      return 'control';
    }
    lastSequence = message.sequence;
    take(message);
    return 'data';
  };

  const feed: WebsocketFeed = new WebsocketFeed({
    url, budget: new ConnectionBudget(BUDGET), random, observer, limits: { ...LIMITS, ...options.limits },
    handlers: {
      onOpen: () => { feed.send(JSON.stringify({ token })); },
      onFrame,
      onLost: (cause) => {
        lastSequence = undefined;
        handlers.onLost(cause);
      },
      idleLimitMs: () => IDLE_MS,
    },
  });
  return { start: () => { feed.start(); }, stop: () => feed.stop() };
};
