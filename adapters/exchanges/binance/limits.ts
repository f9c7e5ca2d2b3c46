import type { BudgetBounds } from '../connection-budget';
import type { SocketLimits } from '../open-socket';
import type { SymbolWatchLimits } from '../symbol-watch';
import type { Channel } from './streams';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** When the silence of one channel is a fault. */
export interface ChannelLimits {
  /** Silence of a connection with many symbols (`busyFrom` or more) and with few. */
  readonly busyIdleMs: number;
  readonly quietIdleMs: number;
  /** From a subscription to the connection's first data. */
  readonly firstDataMs: number;
  readonly symbol: SymbolWatchLimits;
}

export interface BinanceLimits {
  readonly universeMs: number;
  readonly budget: BudgetBounds;
  readonly busyFrom: number;
  readonly channels: Readonly<Record<Channel, ChannelLimits>>;
  /** S2.4: the source's primary workers are connections here, which share the swept symbols. */
  readonly sweepConnections: number;
  readonly maxStreams: number;
  readonly lifeMs: number;
  readonly lifeSpreadMs: number;
  readonly overlapMs: number;
  readonly socket: Partial<SocketLimits>;
}

const BOOKS: SymbolWatchLimits = { idleMs: MINUTE_MS, firstDataMs: 10_000, retryMs: MINUTE_MS };

/** The venue ends a connection after 24 hours, takes 1,024 streams on one and 300 connects in 5 minutes (web-socket-streams.md). */
export const DEFAULT_BINANCE_LIMITS: BinanceLimits = {
  universeMs: 5 * MINUTE_MS, budget: { connects: 60, windowMs: 5 * MINUTE_MS }, busyFrom: 20,
  channels: {
    depth: { busyIdleMs: 2_500, quietIdleMs: 15_000, firstDataMs: 10_000, symbol: BOOKS },
    diff: { busyIdleMs: 2_500, quietIdleMs: 30_000, firstDataMs: 20_000, symbol: BOOKS },
    // Where nothing trades, nothing comes: only a connection as a whole can be called silent.
    trade: { busyIdleMs: 15_000, quietIdleMs: 5 * MINUTE_MS, firstDataMs: 2 * MINUTE_MS, symbol: { idleMs: undefined, firstDataMs: Infinity, retryMs: MINUTE_MS } },
  },
  sweepConnections: 5, maxStreams: 200, lifeMs: 23.5 * HOUR_MS, lifeSpreadMs: 0.5 * HOUR_MS, overlapMs: 3_000, socket: {},
};
