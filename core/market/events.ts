import type { Bar } from './bar';
import type { Instrument } from './instrument';

/** Every event carries the venue's time and the time at which its frame reached us, both epoch milliseconds UTC. */
export interface EventTimes {
  readonly exchangeTimeMs: number;
  readonly receivedTimeMs: number;
}

export type Side = 'buy' | 'sell';

/** One public trade. `side` is the taker's. `tradeId` stays text: some venues number past 2^53. */
export interface TradeEvent extends EventTimes {
  readonly kind: 'trade';
  readonly symbol: string;
  readonly price: number;
  readonly quantity: number;
  readonly side: Side;
  readonly tradeId: string;
}

/** Fields of a 24-hour ticker. An absent field means "unchanged since the last message". Quote currency unless named. */
export interface TickerFields {
  readonly lastPrice?: number;
  readonly highPrice24h?: number;
  readonly lowPrice24h?: number;
  readonly previousPrice24h?: number;
  readonly turnover24h?: number;
  readonly bidPrice?: number;
  readonly bidQuantity?: number;
  readonly askPrice?: number;
  readonly askQuantity?: number;
}

/** A ticker message. `isSnapshot` replaces what was known; otherwise the fields are merged over it. */
export interface TickerEvent extends EventTimes {
  readonly kind: 'ticker';
  readonly symbol: string;
  readonly isSnapshot: boolean;
  readonly fields: TickerFields;
}

/** Best bid and ask. A side is `undefined` while the venue shows none. Quantities in base units. */
export interface BookTopEvent extends EventTimes {
  readonly kind: 'book-top';
  readonly symbol: string;
  readonly bidPrice: number | undefined;
  readonly bidQuantity: number | undefined;
  readonly askPrice: number | undefined;
  readonly askQuantity: number | undefined;
}

/** A tick of our own clock in the event stream: `receivedTimeMs` is now; `exchangeTimeMs` repeats it. */
export interface ClockEvent extends EventTimes {
  readonly kind: 'clock';
}

/** `depth` is the best levels of a book, repeated whole; `diff` its changes, from which a whole book is kept. */
export type Stream = 'ticker' | 'book-top' | 'trade' | 'depth' | 'diff';

/** Why we stopped seeing a stream. */
export type GapCause = 'disconnect' | 'pong-timeout' | 'data-stall' | 'no-first-data' | 'resubscribe' | 'overload' | 'unsubscribed';

/** From here on the named streams of the named symbols are blind; sent at once, always before the first new message. */
export interface GapEvent extends EventTimes {
  readonly kind: 'gap';
  readonly symbols: readonly string[];
  readonly streams: readonly Stream[];
  readonly cause: GapCause;
  /** Receive time of the last data before the gap. */
  readonly lastDataTimeMs: number;
}

/** The named streams deliver again; sent right before the first new message. */
export interface ResumedEvent extends EventTimes {
  readonly kind: 'resumed';
  readonly symbols: readonly string[];
  readonly streams: readonly Stream[];
}

/** The venue's whole list of tradable instruments, replacing the one before. */
export interface UniverseEvent extends EventTimes {
  readonly kind: 'universe';
  readonly instruments: readonly Instrument[];
}

/** Closed one-minute bars from the venue's history, oldest first, one minute apart. They win over bars seen in part. */
export interface BackfillEvent extends EventTimes {
  readonly kind: 'backfill';
  readonly symbol: string;
  readonly bars: readonly Bar[];
}

export type MarketEvent =
  | TradeEvent | TickerEvent | BookTopEvent | ClockEvent | GapEvent | ResumedEvent | UniverseEvent | BackfillEvent;

/** Decides in order, synchronously, from events alone. Live, replay, tests and benches call the same `accept`. */
export interface Detector<Event, Finding> {
  accept(event: Event): readonly Finding[];
}

