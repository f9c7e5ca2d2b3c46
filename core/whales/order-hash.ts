import type { Side } from '../market/events';
import type { Venue } from '../market/instrument';
import { sha256Hex } from './sha256';

/** What makes a level the one that it is. `side` is `buy` for a bid level. */
export interface LevelIdentity {
  readonly exchange: Venue;
  readonly symbol: string;
  readonly side: Side;
  readonly price: number;
  readonly firstSeenMs: number;
  /** 1 for the first level seen at its price, one more for each that came after its death (S2.13). */
  readonly incarnation: number;
}

const HEX_DIGITS = 12;

/**
 * `BTCUSDT-` and 12 hex digits (S2.7, C2.11) of exchange|symbol|side|price|firstSeenMs|incarnation: nothing but the event goes in, so a
 * replay gives the same. 48 bits: among a million levels of one symbol two are alike once in 560 such millions. The price is in the
 * shortest decimal form that reads back as the same double.
 */
export const orderHashOf = ({ exchange, symbol, side, price, firstSeenMs, incarnation }: LevelIdentity): string =>
  `${symbol}-${sha256Hex([exchange, symbol, side, price, firstSeenMs, incarnation].join('|')).slice(0, HEX_DIGITS)}`;
