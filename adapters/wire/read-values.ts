import * as area from './wire-area';

/** Bound once: where modules are not bundled, each use of an import is a call. */
const { BYTES, REFUSED, VIEW } = area;
/** Bound once: a test runner's sandbox looks globals up slowly. */
const { clz32 } = Math;

const ZERO = 0x30;
const QUOTE = 0x22;
const POINT = 0x2e;

const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const MAX_DECIMALS = 22;
const TOO_LARGE_TO_BE_EXACT = 2 ** 53;

/**
 * Digits with or without decimals, as inside a JSON string: "412.35", "7". Anything else (sign, exponent, ".5", "5.") is refused.
 * Below 2^53 the digits are an exact double, and so is a power of ten up to 22: one division of the two rounds once, and therefore right.
 * Source: W. D. Clinger, "How to Read Floating Point Numbers Accurately", PLDI 1990.
 * `least` is 1 where zero is refused, 0 where it is a value. The value goes into a typed array because a double that is returned becomes an object on the heap.
 */
export const readDecimal = (start: number, least: number, out: Float64Array, index: number): number => {
  let at = start;
  let mantissa = 0;
  let digit = (BYTES[at] ?? 0) - ZERO;
  while (digit >>> 0 <= 9) {
    mantissa = mantissa * 10 + digit;
    at += 1;
    digit = (BYTES[at] ?? 0) - ZERO;
  }
  if (at === start) return REFUSED;
  if (digit !== POINT - ZERO) {
    out[index] = mantissa;
    return mantissa >= least && mantissa < TOO_LARGE_TO_BE_EXACT ? at : REFUSED;
  }
  at += 1;
  const decimals = at;
  digit = (BYTES[at] ?? 0) - ZERO;
  while (digit >>> 0 <= 9) {
    mantissa = mantissa * 10 + digit;
    at += 1;
    digit = (BYTES[at] ?? 0) - ZERO;
  }
  if (at === decimals || at - decimals > MAX_DECIMALS || mantissa < least || mantissa >= TOO_LARGE_TO_BE_EXACT) return REFUSED;
  out[index] = mantissa / (POWERS_OF_TEN[at - decimals] ?? 1);
  return at;
};

/** A JSON number that is a whole one of at most 15 digits, without sign, exponent or leading zero. */
export const readInteger = (start: number, out: Float64Array, index: number): number => {
  let at = start;
  let value = 0;
  let digit = (BYTES[at] ?? 0) - ZERO;
  while (digit >>> 0 <= 9) {
    value = value * 10 + digit;
    at += 1;
    digit = (BYTES[at] ?? 0) - ZERO;
  }
  out[index] = value;
  const length = at - start;
  return length > 0 && length <= 15 && (length === 1 || BYTES[start] !== ZERO) ? at : REFUSED;
};

/** As `readInteger`, of any length and without a value. */
export const skipInteger = (start: number): number => {
  let at = start;
  while ((((BYTES[at] ?? 0) - ZERO) >>> 0) <= 9) at += 1;
  return at > start && (at === start + 1 || BYTES[start] !== ZERO) ? at : REFUSED;
};

const TRUE = 0x65757274;
const ALSE = 0x65736c61;

export const skipBoolean = (at: number): number => {
  if (VIEW.getInt32(at, true) === TRUE) return at + 4;
  return BYTES[at] === 0x66 && VIEW.getInt32(at + 1, true) === ALSE ? at + 5 : REFUSED;
};

/** 1 for true, 0 for false. */
export const readBoolean = (at: number, out: Int32Array, index: number): number => {
  const isTrue = VIEW.getInt32(at, true) === TRUE;
  out[index] = isTrue ? 1 : 0;
  return isTrue ? at + 4 : skipBoolean(at);
};

/**
 * The inside of a JSON string, up to its closing quote, as long as it is printable ASCII without escapes. Four bytes at a time: a byte's
 * top bit is set in `marks` where it is a control character, a quote, a backslash or not ASCII; the lowest mark is exact, those above may
 * be carries (H. S. Warren, "Hacker's Delight", 2nd ed., 6-1).
 */
export const skipText = (start: number): number => {
  let at = start;
  let marks = 0;
  for (;;) {
    const word = VIEW.getInt32(at, true);
    marks = ((word - 0x20202020) | ((word ^ 0x22222222) - 0x01010101) | ((word ^ 0x5c5c5c5c) - 0x01010101) | word) & 0x80808080;
    if (marks !== 0) break;
    at += 4;
  }
  at += (31 - clz32(marks & -marks)) >> 3;
  return BYTES[at] === QUOTE ? at : REFUSED;
};

/** The first 8 digits of the last time read, as one double, and their value in ms: they change once in 28 hours. */
const lastTime = Float64Array.of(Number.NaN, 0);
const HEAD_DIGITS = 8;
const TAIL_DIGITS = 5;

/** A JSON number of 13 digits: epoch ms between 2001 and 2286. */
export const readTimeMs = (at: number, out: Float64Array, index: number): number => {
  const head = VIEW.getFloat64(at, true);
  if (head !== (lastTime[0] ?? 0)) {
    if (BYTES[at] === ZERO) return REFUSED;
    const value = readDigits(at, HEAD_DIGITS);
    if (value < 0) return REFUSED;
    lastTime[0] = head;
    lastTime[1] = value * 10 ** TAIL_DIGITS;
  }
  const tail = readDigits(at + HEAD_DIGITS, TAIL_DIGITS);
  if (tail < 0) return REFUSED;
  out[index] = (lastTime[1] ?? 0) + tail;
  return at + HEAD_DIGITS + TAIL_DIGITS;
};

/** So many digits as a number, -1 where one is none. */
const readDigits = (at: number, count: number): number => {
  let value = 0;
  for (let index = 0; index < count; index += 1) {
    const digit = (BYTES[at + index] ?? 0) - ZERO;
    if (digit >>> 0 > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
};
