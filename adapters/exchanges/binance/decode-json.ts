import type { BookTopEvent, TradeEvent } from '../../../core/market/events';
import { isRecord, type RawRecord } from '../numeric-fields';
import { decodeAnswer, type ControlFrame } from './decode-answer';
import { decodeDepth, type DepthMessage } from './decode-depth';
import { FrameFields, Refusal, refuse, type FrameContext } from './frame-fields';
import { OFF_BOOK_PRINTS, USD_MARGINED } from './messages';
import { parseStream, type StreamName } from './streams';

/** What became of one frame. `name` is the stream's kind as Binance spells it. */
export type DecodedMessage =
  | { readonly kind: 'events'; readonly name: 'trade' | 'aggTrade' | 'bookTicker'; readonly events: readonly (TradeEvent | BookTopEvent)[] }
  | { readonly kind: 'depth'; readonly name: string; readonly depth: DepthMessage }
  | ControlFrame
  /** Well-formed, and nothing that we use: another stream, an off-book print. */
  | { readonly kind: 'unused'; readonly name: string }
  /** Not what Binance documents. `cause` names field, value and expectation. */
  | { readonly kind: 'refused'; readonly cause: string };

/** What became of a frame of which only trades and tops of books are wanted. */
export type DecodedFrame = Extract<DecodedMessage, { kind: 'events' | 'unused' | 'refused' }>;

/** Trade ids and aggregate ids are numbered apart, so the aggregate's carries a mark. */
export const AGGREGATE_MARK = 'a';

const tradeOf = (fields: FrameFields, context: FrameContext, tradeId: string): TradeEvent => {
  const isSell = fields.boolean('m');
  const exchangeTimeMs = fields.timeMs('T');
  return {
    kind: 'trade', symbol: fields.symbol(), price: fields.positive('p'), quantity: fields.positive('q'), side: isSell ? 'sell' : 'buy',
    tradeId, exchangeTimeMs, receivedTimeMs: context.receivedTimeMs ?? exchangeTimeMs,
  };
};

/** A side whose price or quantity is 0 is empty. */
const sideOf = (fields: FrameFields, priceName: string, quantityName: string): readonly [number | undefined, number | undefined] => {
  const price = fields.nonNegative(priceName);
  const quantity = fields.nonNegative(quantityName);
  return price > 0 && quantity > 0 ? [price, quantity] : [undefined, undefined];
};

const bookTopOf = (fields: FrameFields, context: FrameContext): BookTopEvent => {
  const exchangeTimeMs = fields.firstTimeMs() ?? context.untimedMs ?? context.receivedTimeMs ?? refuse('T', undefined, 'an event time, or a recording with receive times');
  const [bidPrice, bidQuantity] = sideOf(fields, 'b', 'B');
  const [askPrice, askQuantity] = sideOf(fields, 'a', 'A');
  return {
    kind: 'book-top', symbol: fields.symbol(), bidPrice, bidQuantity, askPrice, askQuantity,
    exchangeTimeMs, receivedTimeMs: context.receivedTimeMs ?? exchangeTimeMs,
  };
};

/** Spot's `bookTicker` and partial depth have no `e`; their other fields or the stream's name tell them. */
const nameOf = (payload: RawRecord, stream: StreamName | undefined): string => {
  if (typeof payload['e'] === 'string') return payload['e'];
  if (['u', 's', 'b', 'B', 'a', 'A'].every((name) => name in payload)) return 'bookTicker';
  if ('lastUpdateId' in payload) return 'depthSnapshot';
  return stream === undefined ? refuse('e', payload['e'], 'an event name') : stream.name;
};

const decodePayload = (payload: unknown, stream: StreamName | undefined, context: FrameContext): DecodedMessage => {
  if (Array.isArray(payload)) return { kind: 'unused', name: stream === undefined ? 'array' : stream.text };
  if (!isRecord(payload)) return refuse('data', payload, 'a JSON object');
  const name = nameOf(payload, stream);
  if (name === 'serverShutdown') return { kind: 'shutdown' };
  if (payload['st'] !== undefined && payload['st'] !== USD_MARGINED) return { kind: 'unused', name: `${name} of COIN-M` };
  const fields = new FrameFields(payload, stream?.symbol);
  switch (name) {
    case 'depthUpdate':
    case 'depthSnapshot': {
      const depth = decodeDepth(fields, stream, context);
      return depth === undefined ? { kind: 'unused', name } : { kind: 'depth', name, depth };
    }
    case 'bookTicker': return { kind: 'events', name, events: [bookTopOf(fields, context)] };
    case 'trade':
    case 'aggTrade': {
      const print = payload['X'];
      if (typeof print === 'string' && OFF_BOOK_PRINTS.has(print)) return { kind: 'unused', name: `${name} off the book (${print})` };
      const tradeId = name === 'trade' ? String(fields.id('t')) : AGGREGATE_MARK + String(fields.id('a'));
      return { kind: 'events', name, events: [tradeOf(fields, context, tradeId)] };
    }
    default: return { kind: 'unused', name };
  }
};

/** One message of a Binance market stream that has been parsed, raw or in the combined envelope. Never throws. */
export const decodeBinanceMessage = (message: unknown, context: FrameContext): DecodedMessage => {
  if (message === undefined) return { kind: 'refused', cause: 'not JSON' };
  try {
    if (!isRecord(message)) return decodePayload(message, undefined, context);
    if (typeof message['stream'] === 'string') return decodePayload(message['data'], parseStream(message['stream']), context);
    return decodeAnswer(message) ?? decodePayload(message, undefined, context);
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', cause: error.message };
    throw error;
  }
};

/** The frame's JSON value; undefined, which JSON does not have, for what is no JSON. */
export const parseFrame = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * One text frame as trades and tops of books: `trade`, `aggTrade` and `bookTicker`; everything else is named as unused. Never throws.
 * A consumer must take either `trade` or `aggTrade` of a symbol, not both: they report the same volume.
 */
export const decodeBinanceFrame = (text: string, context: FrameContext): DecodedFrame => {
  const decoded = decodeBinanceMessage(parseFrame(text), context);
  switch (decoded.kind) {
    case 'events':
    case 'unused':
    case 'refused': return decoded;
    case 'depth': return { kind: 'unused', name: decoded.name };
    case 'acknowledged':
    case 'rejected': return { kind: 'unused', name: 'acknowledgement' };
    case 'shutdown': return { kind: 'unused', name: 'serverShutdown' };
  }
};
