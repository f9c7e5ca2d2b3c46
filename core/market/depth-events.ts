import type { BackfillEvent, ClockEvent, EventTimes, GapEvent, ResumedEvent, TradeEvent, UniverseEvent } from './events';
import type { DepthFrame } from './depth-frame';
import type { MarketFrame } from './market-frame';

/** `[price, quantity]` in quote currency per base unit and base units. */
export type PriceLevel = readonly [price: number, quantity: number];

/** A whole book as REST gives it, best level first: where a book kept from diffs begins. Levels beyond the last one are unknown, not empty. */
export interface BookSnapshotEvent extends EventTimes {
  readonly kind: 'book-snapshot';
  readonly symbol: string;
  readonly lastUpdateId: number;
  readonly bids: readonly PriceLevel[];
  readonly asks: readonly PriceLevel[];
}

/** Trading activity of the market by hour: closed one-hour bars of a reference symbol, oldest first (S2.26). */
export interface HourlyVolumeEvent extends EventTimes {
  readonly kind: 'hourly-volume';
  readonly symbol: string;
  readonly hours: readonly { readonly startTimeMs: number; readonly quoteVolume: number }[];
}

/** All that the whale session is fed. A `MarketFrame` is one of trades. */
export type DepthInput =
  | DepthFrame | MarketFrame | TradeEvent | BookSnapshotEvent | HourlyVolumeEvent | ClockEvent | GapEvent | ResumedEvent | UniverseEvent | BackfillEvent;
