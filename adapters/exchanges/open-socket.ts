import { DEFAULT_BACKOFF, type BackoffBounds } from '../../core/retry/full-jitter';
import type { FeedSocket, FeedSocketListener, FeedSocketOptions, Transport } from './feed-socket';
import { openThinSocket } from './thin-socket/thin-socket';
import { DEFAULT_WATCHDOG, type WatchdogLimits } from './watchdog';
import { openWsSocket } from './ws-socket';

export interface SocketLimits extends WatchdogLimits, FeedSocketOptions {
  readonly transport: Transport;
  readonly backoff: BackoffBounds;
}

export const DEFAULT_SOCKET_LIMITS: SocketLimits = {
  ...DEFAULT_WATCHDOG, transport: 'ws', readEveryMs: 0, connectTimeoutMs: 10_000, closeTimeoutMs: 2_000, backoff: DEFAULT_BACKOFF,
  maxPayloadBytes: 4 * 1024 * 1024, maxFragments: 4_096, maxPendingPongs: 16,
};

const OPEN = { ws: openWsSocket, thin: openThinSocket };

/** A client socket that a hostile or broken peer cannot make us fill our memory with. */
export const openSocket = (url: string, limits: SocketLimits, listener: FeedSocketListener): FeedSocket =>
  OPEN[limits.transport](url, limits, listener);

export const describeError = (error: Error & { readonly code?: string }): string => (error.code === undefined ? error.message : `${error.code}: ${error.message}`);
