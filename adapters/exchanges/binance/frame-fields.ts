import { toFinite, type RawRecord } from '../numeric-fields';

/** What a frame cannot say about itself. */
export interface FrameContext {
  /** Set by whoever connected or recorded; spot and futures frames look alike. */
  readonly venue: 'binance' | 'binance-usdm';
  /** Our clock at arrival, epoch ms; `undefined` for recordings without it: then the frame's own time stands in. */
  readonly receivedTimeMs: number | undefined;
  /** Venue time for frames that carry none (spot `bookTicker` and `depth20`). Default: `receivedTimeMs`, so without a delivery delay. */
  readonly untimedMs?: number;
}

/** A field that is not what Binance documents. Its message names field, value and expectation. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** @throws Refusal always. */
export const refuse = (field: string, found: unknown, expected: string): never => {
  throw new Refusal(`field "${field}" is ${String(JSON.stringify(found)).slice(0, 60)}: expected ${expected}`);
};

/** Binance writes no sign and no exponent. */
const DECIMAL = /^\d+(\.\d+)?$/;
const LARGEST = 1e20;

/** Decimal text of 0 or more as a number. @throws Refusal */
export const readNonNegative = (text: unknown, name: string): number => {
  const value = typeof text === 'string' && DECIMAL.test(text) ? toFinite(text) : undefined;
  return value !== undefined && value <= LARGEST ? value : refuse(name, text, 'decimal text');
};

/** @throws Refusal */
export const readPositive = (text: unknown, name: string): number => {
  const value = readNonNegative(text, name);
  return value > 0 ? value : refuse(name, text, 'a decimal above 0');
};

/** Everything above this is microseconds: it would be the year 5138 in milliseconds. */
const MICROSECONDS_FROM = 1e14;
/** No time of Binance is before it. */
export const EARLIEST_MS = Date.UTC(2017, 0, 1);

const MAX_SYMBOL_LENGTH = 32;

/** The fields of one payload; every method throws a Refusal for a value that cannot be. */
export class FrameFields {
  /** `streamSymbol` is the symbol by the stream's name, upper case; `undefined` for a frame without the combined envelope. */
  constructor(readonly payload: RawRecord, private readonly streamSymbol: string | undefined) {}

  positive(name: string): number {
    return readPositive(this.payload[name], name);
  }

  nonNegative(name: string): number {
    return readNonNegative(this.payload[name], name);
  }

  boolean(name: string): boolean {
    const value = this.payload[name];
    return typeof value === 'boolean' ? value : refuse(name, value, 'true or false');
  }

  /** A whole number that a double holds exactly. */
  id(name: string): number {
    const value = this.payload[name];
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : refuse(name, value, 'a whole number below 2^53');
  }

  timeMs(name: string): number {
    const value = this.payload[name];
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) return refuse(name, value, 'a whole number of ms or µs since 1970');
    const ms = value >= MICROSECONDS_FROM ? Math.floor(value / 1000) : value;
    return ms >= EARLIEST_MS ? ms : refuse(name, value, 'a time after 2017');
  }

  /** When the matching engine made it, or else when the message was made; `undefined` where the payload has no time. */
  firstTimeMs(): number | undefined {
    const name = ['T', 'E'].find((each) => this.payload[each] !== undefined);
    return name === undefined ? undefined : this.timeMs(name);
  }

  /** The payload's symbol, which must be the stream's, or the stream's alone. */
  symbol(): string {
    const { streamSymbol, payload: { s } } = this;
    const symbol = s === undefined ? streamSymbol : s;
    if (typeof symbol !== 'string' || symbol.length === 0 || symbol.length > MAX_SYMBOL_LENGTH) return refuse('s', s, 'a symbol');
    return streamSymbol === undefined || symbol === streamSymbol ? symbol : refuse('s', s, `the stream's symbol ${streamSymbol}`);
  }
}

/** `[price, quantity]` pairs of decimal text. @throws Refusal */
export const readLevelPairs = (value: unknown, name: string): readonly (readonly [number, number])[] => {
  if (!Array.isArray(value)) return refuse(name, value, 'a list of levels');
  return value.map((level: unknown, index) => {
    const pair: readonly unknown[] = Array.isArray(level) ? level : refuse(`${name}[${index}]`, level, 'a price and a quantity');
    if (pair.length < 2) return refuse(`${name}[${index}]`, level, 'a price and a quantity');
    return [readPositive(pair[0], `${name}[${index}].price`), readNonNegative(pair[1], `${name}[${index}].quantity`)];
  });
};
