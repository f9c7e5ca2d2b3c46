import type { Market } from '../contracts/common';
import type { Venue } from '../market/instrument';

/** Where a radar's events come from; `fixedSymbols` watches those instead of the ticker rank (replay of a few symbols). */
export interface RadarSource {
  readonly venue: Venue;
  readonly market: Market;
  readonly fixedSymbols?: readonly string[];
}
