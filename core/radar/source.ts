import type { Market } from '../contracts/common';
import type { Venue } from '../market/instrument';

/** Where a radar's events come from; `fixedSymbols` watches those instead of the ticker rank (replay of a few symbols). */
export interface RadarSource {
  readonly venue: Venue;
  readonly market: Market;
  readonly fixedSymbols?: readonly string[];
  /** What decides, so that a finding can be decided again: hash of all settings, and of the code (D-1). Null where nobody keeps them. */
  readonly configHash?: string | null;
  readonly codeVersion?: string | null;
}
