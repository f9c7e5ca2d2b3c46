import type { BookTopEvent, MarketEvent, TradeEvent } from '../../../core/market/events';
import { COIN_MARGINED, OFF_BOOK_PRINTS } from './messages';

/** What became of one frame. `name` is the stream's kind as Binance spells it. */
export type DecodedFrame =
  | { readonly kind: 'events'; readonly name: 'trade' | 'aggTrade' | 'bookTicker'; readonly events: readonly MarketEvent[] }
  /** Well-formed, and nothing that we use: another stream, an acknowledgement, an off-book print. */
  | { readonly kind: 'unused'; readonly name: string }
  /** Not what Binance documents. `cause` names field, value and expectation. */
  | { readonly kind: 'refused'; readonly cause: string };

/** What a frame cannot say about itself. */
export interface FrameContext {
  /** Set by whoever connected or recorded; spot and futures frames look alike. */
  readonly venue: 'binance' | 'binance-usdm';
  /** Our clock at arrival, epoch ms; `undefined` for recordings without it: then the frame's own time stands in. */
  readonly receivedTimeMs: number | undefined;
  /** Venue time for frames that carry none (spot `bookTicker`). Default: `receivedTimeMs`, so without a delivery delay. */
  readonly untimedMs?: number;
}

class Refusal extends Error {}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const refuse = (field: string, found: unknown, expected: string): never => {
  throw new Refusal(`field "${field}" is ${String(JSON.stringify(found)).slice(0, 60)}: expected ${expected}`);
};

const DECIMAL = /^\d{1,20}(\.\d{1,20})?$/;

/** Decimal text as a number; Binance writes no sign and no exponent. */
const decimal = (fields: Fields, name: string): number => {
  const text = fields[name];
  return typeof text === 'string' && DECIMAL.test(text) ? Number(text) : refuse(name, text, 'decimal text');
};

const positive = (fields: Fields, name: string): number => {
  const value = decimal(fields, name);
  return value > 0 ? value : refuse(name, fields[name], 'a decimal above 0');
};

const symbolOf = (fields: Fields): string => {
  const { s } = fields;
  return typeof s === 'string' && s.length > 0 && s.length <= 32 ? s : refuse('s', s, 'a symbol');
};

/** Everything above this is microseconds: it would be the year 5138 in milliseconds. */
const MICROSECONDS_FROM = 1e14;
const EARLIEST_MS = Date.UTC(2017, 0, 1);

const timeMs = (fields: Fields, name: string): number => {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return refuse(name, value, 'a whole number of ms or µs since 1970');
  const ms = value >= MICROSECONDS_FROM ? Math.floor(value / 1000) : value;
  return ms >= EARLIEST_MS ? ms : refuse(name, value, 'a time after 2017');
};

const idOf = (fields: Fields, name: string): string => {
  const value = fields[name];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? String(value) : refuse(name, value, 'a whole number');
};

/** Trade ids and aggregate ids are numbered apart, so the aggregate's carries a mark. */
const tradeOf = (fields: Fields, context: FrameContext, tradeId: string): TradeEvent => {
  const { m } = fields;
  if (typeof m !== 'boolean') return refuse('m', m, 'true or false');
  const exchangeTimeMs = timeMs(fields, 'T');
  return {
    kind: 'trade', symbol: symbolOf(fields), price: positive(fields, 'p'), quantity: positive(fields, 'q'), side: m ? 'sell' : 'buy',
    tradeId, exchangeTimeMs, receivedTimeMs: context.receivedTimeMs ?? exchangeTimeMs,
  };
};

/** A side whose price or quantity is 0 is empty. */
const sideOf = (fields: Fields, priceName: string, quantityName: string): readonly [number | undefined, number | undefined] => {
  const price = decimal(fields, priceName);
  const quantity = decimal(fields, quantityName);
  return price > 0 && quantity > 0 ? [price, quantity] : [undefined, undefined];
};

const bookTimeMs = (fields: Fields, context: FrameContext): number => {
  if (fields['T'] !== undefined) return timeMs(fields, 'T');
  if (fields['E'] !== undefined) return timeMs(fields, 'E');
  return context.untimedMs ?? context.receivedTimeMs ?? refuse('T', undefined, 'an event time, or a recording with receive times');
};

const bookTopOf = (fields: Fields, context: FrameContext): BookTopEvent => {
  const exchangeTimeMs = bookTimeMs(fields, context);
  const [bidPrice, bidQuantity] = sideOf(fields, 'b', 'B');
  const [askPrice, askQuantity] = sideOf(fields, 'a', 'A');
  return {
    kind: 'book-top', symbol: symbolOf(fields), bidPrice, bidQuantity, askPrice, askQuantity,
    exchangeTimeMs, receivedTimeMs: context.receivedTimeMs ?? exchangeTimeMs,
  };
};

/** Spot's `bookTicker` and partial depth have no `e`; their other fields or the stream's name tell them. */
const nameOf = (fields: Fields, stream: string | undefined): string => {
  if (typeof fields['e'] === 'string') return fields['e'];
  if (['u', 's', 'b', 'B', 'a', 'A'].every((name) => name in fields)) return 'bookTicker';
  if ('lastUpdateId' in fields) return 'depthSnapshot';
  if ('result' in fields && 'id' in fields) return 'acknowledgement';
  return stream === undefined ? refuse('e', fields['e'], 'an event name') : stream.replace(/^[^@]*@/, '');
};

const decodePayload = (payload: unknown, stream: string | undefined, context: FrameContext): DecodedFrame => {
  if (Array.isArray(payload)) return { kind: 'unused', name: stream ?? 'array' };
  if (!isFields(payload)) return refuse('data', payload, 'a JSON object');
  const name = nameOf(payload, stream);
  if (name !== 'trade' && name !== 'aggTrade' && name !== 'bookTicker') return { kind: 'unused', name };
  if (payload['st'] === COIN_MARGINED) return { kind: 'unused', name: `${name} of COIN-M` };
  if (typeof payload['X'] === 'string' && OFF_BOOK_PRINTS.has(payload['X'])) return { kind: 'unused', name: `${name} off the book (${payload['X']})` };
  if (name === 'bookTicker') return { kind: 'events', name, events: [bookTopOf(payload, context)] };
  const tradeId = name === 'trade' ? idOf(payload, 't') : `a${idOf(payload, 'a')}`;
  return { kind: 'events', name, events: [tradeOf(payload, context, tradeId)] };
};

/**
 * One text frame of a Binance market stream, raw or in the combined envelope, as market events. Uses `trade`, `aggTrade` and
 * `bookTicker`; everything else is named as unused. Never throws.
 * A consumer must take either `trade` or `aggTrade` of a symbol, not both: they report the same volume.
 */
export const decodeBinanceFrame = (text: string, context: FrameContext): DecodedFrame => {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return { kind: 'refused', cause: 'not JSON' };
  }
  try {
    if (isFields(message) && typeof message['stream'] === 'string') return decodePayload(message['data'], message['stream'], context);
    return decodePayload(message, undefined, context);
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', cause: error.message };
    throw error;
  }
};
