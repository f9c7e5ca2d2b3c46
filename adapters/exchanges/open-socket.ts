import WebSocket from 'ws';
import { DEFAULT_BACKOFF, type BackoffBounds } from './backoff';
import { DEFAULT_WATCHDOG, type WatchdogLimits } from './watchdog';

export interface SocketLimits extends WatchdogLimits {
  /** DNS, TCP, TLS and the upgrade together. */
  readonly connectTimeoutMs: number;
  readonly backoff: BackoffBounds;
  readonly maxPayloadBytes: number;
}

export const DEFAULT_SOCKET_LIMITS: SocketLimits = {
  ...DEFAULT_WATCHDOG, connectTimeoutMs: 10_000, backoff: DEFAULT_BACKOFF, maxPayloadBytes: 4 * 1024 * 1024,
};

/** A client socket that a hostile or broken peer cannot make us fill our memory with. */
export const openSocket = (url: string, limits: SocketLimits): WebSocket => {
  // ws counts fragments, buffered chunks and pending pongs since 8.23; its type package does not list those options yet.
  const options = {
    perMessageDeflate: false, followRedirects: false, skipUTF8Validation: true,
    handshakeTimeout: limits.connectTimeoutMs, maxPayload: limits.maxPayloadBytes,
    maxFragments: 4_096, maxBufferedChunks: 16_384, maxPendingAutoPongs: 16, closeTimeout: 2_000,
  };
  return new WebSocket(url, options);
};

export const describeError = (error: Error & { code?: string }): string => (error.code === undefined ? error.message : `${error.code}: ${error.message}`);
