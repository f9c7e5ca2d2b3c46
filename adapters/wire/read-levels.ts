import type { DepthSide } from '../../core/market/depth-frame';
import { readDecimal } from './read-values';
import * as area from './wire-area';

/** Bound once: where modules are not bundled, each use of an import is a call. */
const { BYTES, REFUSED, VIEW } = area;

/** `["`, `","` and `"]` as the low bytes of a little-endian word. */
const OPEN = 0x225b;
const NEXT = 0x222c22;
const CLOSE = 0x5d22;
const COMMA = 0x2c;
const CLOSING_BRACKET = 0x5d;

/** `["price","quantity"],…` into the columns of one side, from behind the outer opening bracket to the closing one. */
export const readLevels = (start: number, side: DepthSide): number => {
  side.count = 0;
  if (BYTES[start] === CLOSING_BRACKET) return start;
  let at = start;
  for (let count = 0; ; at += 1) {
    side.reserve(count + 1);
    if (VIEW.getInt16(at, true) !== OPEN) return REFUSED;
    at = readDecimal(at + 2, 1, side.prices, count);
    if ((VIEW.getInt32(at, true) & 0xffffff) !== NEXT) return REFUSED;
    at = readDecimal(at + 3, 0, side.quantities, count);
    if (VIEW.getInt16(at, true) !== CLOSE) return REFUSED;
    at += 2;
    count += 1;
    side.count = count;
    if (BYTES[at] !== COMMA) return BYTES[at] === CLOSING_BRACKET ? at : REFUSED;
  }
};
