/** Which code reads the socket: the `ws` package, or our own reader in `thin-socket/` (docs/adr/0007-transport.md). */
export const TRANSPORTS = ['ws', 'thin'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/**
 * What a feed hears of its socket. Nothing is called before the function that opened it has returned, and nothing after `end()`; one of
 * `refused`, `failed` and `closed` is the last call.
 */
export interface FeedSocketListener {
  opened(): void;
  /** One message: `bytes` from `start` to `end`. They are valid only during the call; the memory is used again for the next read. */
  frame(bytes: Buffer, start: number, end: number): void;
  /** A ping or a pong of the peer. Pings have been answered. */
  control(): void;
  /** An HTTP answer that is no upgrade. `retryAfter` is that header's text. */
  refused(status: number, retryAfter: string | undefined): void;
  /** The connection failed, or the peer broke the protocol. */
  failed(error: Error & { readonly code?: string }): void;
  /** The connection has gone: the peer's close code, 1005 if it named none, 1006 if it did not say goodbye (RFC 6455, 7.4.1). */
  closed(code: number): void;
}

/** What a feed needs of a WebSocket: one direction of frames, requests as text, and an end that cannot hang. */
export interface FeedSocket {
  readonly isOpen: boolean;
  /** Sends one text frame. A failure surfaces as `failed` or `closed`. */
  send(text: string): void;
  ping(): void;
  /** Cuts the connection without the closing handshake, which a peer that is gone would hold open. Resolves when it has gone. */
  end(): Promise<void>;
}

/** What a peer may make us hold in memory. */
export interface FrameLimits {
  readonly maxPayloadBytes: number;
  readonly maxFragments: number;
  readonly maxPendingPongs: number;
}

export interface FeedSocketOptions extends FrameLimits {
  /** DNS, TCP, TLS and the upgrade together. */
  readonly connectTimeoutMs: number;
  /** How long the peer may take to go after the closing handshake. */
  readonly closeTimeoutMs: number;
  /** `thin` only: read at most once per so many milliseconds; 0 = whenever bytes are there. Saves wake-ups, costs half of it in latency. */
  readonly readEveryMs: number;
}

export type OpenFeedSocket = (url: string, options: FeedSocketOptions, listener: FeedSocketListener) => FeedSocket;
