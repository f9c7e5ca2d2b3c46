import type { BookTopEvent, TickerEvent, TickerFields, TradeEvent } from '../../../core/market/events';
import { isRecord, NumericFields, readTimeMs, toFinite } from '../numeric-fields';
import { decodeAnswer, type ControlFrame } from './decode-answer';
import type { BookData, Envelope, TickerData, TradeRow } from './messages';
import { parseTopic, type ParsedTopic } from './topics';

/** Why a frame gives no events, by name: what an operator sees and a test asserts. */
export type RefusalReason =
  | 'not-json' | 'not-an-object' | 'neither-topic-nor-answer' | 'unknown-answer' | 'option-payload'
  | 'topic-not-subscribed' | 'book-depth-not-subscribed' | 'book-delta' | 'unknown-type' | 'implausible-time'
  | 'data-not-as-documented' | 'symbol-not-as-in-topic' | 'no-valid-trade' | 'symbol-not-listed';

/** Well-formed frames that are simply not ours; every other reason marks a malformed frame. */
const HARMLESS: ReadonlySet<RefusalReason> = new Set([
  'unknown-answer', 'option-payload', 'topic-not-subscribed', 'book-depth-not-subscribed', 'book-delta', 'unknown-type',
  'symbol-not-listed',
]);

export interface Refused {
  readonly kind: 'refused';
  readonly reason: RefusalReason;
  readonly isMalformed: boolean;
}

export interface DecodedEvents {
  readonly kind: 'events';
  readonly topic: ParsedTopic;
  readonly events: readonly (TickerEvent | BookTopEvent | TradeEvent)[];
  /** Fields that were dropped because their value cannot be. */
  readonly rejectedFields: readonly string[];
  /** `u` of a book: grows per topic, restarts at 1. */
  readonly updateId: number | undefined;
}

export type DecodedFrame = DecodedEvents | ControlFrame | Refused;

const SYMBOL = /^[A-Z0-9._-]{1,32}$/;
const OPTION_SYMBOL = /-[CP](-[A-Z]+)?$/;

/** A name that a topic of ours may carry. */
export const isSymbol = (name: string): boolean => SYMBOL.test(name) && !OPTION_SYMBOL.test(name);

export const MAX_ID_LENGTH = 100;

/** One frame as the venue sent it to events, a control answer, or a refusal with its reason. Never throws, never gives NaN. */
export const decodeBybitFrame = (frame: string | Buffer, receivedTimeMs: number): DecodedFrame =>
  decodeBybitMessage(parseFrame(frame), receivedTimeMs);

/** The frame's JSON value; undefined, which JSON does not have, for what is no JSON. */
export const parseFrame = (frame: string | Buffer): unknown => {
  try {
    return JSON.parse(typeof frame === 'string' ? frame : frame.toString('utf8'));
  } catch {
    return undefined;
  }
};

/** As `decodeBybitFrame`, of a frame that `parseFrame` has parsed. */
export const decodeBybitMessage = (raw: unknown, receivedTimeMs: number): DecodedFrame => {
  if (raw === undefined) return refused('not-json');
  if (!isRecord(raw)) return refused('not-an-object');
  if (raw['topic'] !== undefined) return decodeTopic(raw, receivedTimeMs);
  return decodeAnswer(raw) ?? refused(raw['op'] === undefined && raw['success'] === undefined ? 'neither-topic-nor-answer' : 'unknown-answer');
};

export const refused = (reason: RefusalReason): Refused => ({ kind: 'refused', reason, isMalformed: !HARMLESS.has(reason) });

const decodeTopic = (message: Envelope, receivedTimeMs: number): DecodedFrame => {
  if (typeof message.topic !== 'string') return refused('neither-topic-nor-answer');
  const topic = parseTopic(message.topic);
  if (topic === undefined) return refused(message.topic.startsWith('orderbook.') ? 'book-depth-not-subscribed' : 'topic-not-subscribed');
  if (OPTION_SYMBOL.test(topic.symbol)) return refused('option-payload');
  if (!SYMBOL.test(topic.symbol)) return refused('symbol-not-as-in-topic');
  switch (topic.channel) {
    case 'tickers': return decodeTicker(message, topic, receivedTimeMs);
    case 'bookticker': return decodeBookTop(message, topic, receivedTimeMs);
    case 'candle.3': return decodeTrades(message, topic, receivedTimeMs);
  }
};

const decodeTicker = (message: Envelope, topic: ParsedTopic, receivedTimeMs: number): DecodedFrame => {
  const { type, data } = message;
  if (type !== 'snapshot' && type !== 'delta') return refused('unknown-type');
  const exchangeTimeMs = readTimeMs(message.ts);
  if (exchangeTimeMs === undefined) return refused('implausible-time');
  if (!isRecord(data)) return refused('data-not-as-documented');
  if (data['symbol'] !== topic.symbol) return refused('symbol-not-as-in-topic');
  const read = new NumericFields();
  const event: TickerEvent = {
    kind: 'ticker', symbol: topic.symbol, isSnapshot: type === 'snapshot', fields: readTickerFields(data, read), exchangeTimeMs, receivedTimeMs,
  };
  return { kind: 'events', topic, events: [event], rejectedFields: read.rejected, updateId: undefined };
};

/** Only fields that are there: merging an `undefined` over a known value would lose it. */
const readTickerFields = (data: TickerData, read: NumericFields): TickerFields => {
  const fields: { -readonly [Name in keyof TickerFields]: TickerFields[Name] } = {};
  const put = (name: keyof TickerFields, value: number | undefined): void => { if (value !== undefined) fields[name] = value; };
  put('lastPrice', read.positive(data.lastPrice, 'lastPrice'));
  put('highPrice24h', read.positive(data.highPrice24h, 'highPrice24h'));
  put('lowPrice24h', read.positive(data.lowPrice24h, 'lowPrice24h'));
  put('previousPrice24h', read.positive(data.prevPrice24h, 'prevPrice24h'));
  put('turnover24h', read.nonNegative(data.turnover24h, 'turnover24h'));
  put('bidPrice', read.positive(data.bid1Price, 'bid1Price'));
  put('bidQuantity', read.nonNegative(data.bid1Size, 'bid1Size'));
  put('askPrice', read.positive(data.ask1Price, 'ask1Price'));
  put('askQuantity', read.nonNegative(data.ask1Size, 'ask1Size'));
  return fields;
};

const decodeBookTop = (message: Envelope, topic: ParsedTopic, receivedTimeMs: number): DecodedFrame => {
  // Level 1 has been snapshot-only since 2025-03-20; a delta would need a book that we do not keep.
  if (message.type === 'delta') return refused('book-delta');
  if (message.type !== 'snapshot') return refused('unknown-type');
  const exchangeTimeMs = readTimeMs(message.cts ?? message.ts);
  if (exchangeTimeMs === undefined) return refused('implausible-time');
  const data = message.data;
  if (!isRecord(data) || !isLevels(data['b']) || !isLevels(data['a'])) return refused('data-not-as-documented');
  if (data['s'] !== topic.symbol) return refused('symbol-not-as-in-topic');
  const read = new NumericFields();
  const [bidPrice, bidQuantity] = readLevel(data['b'][0], 'b[0]', read);
  const [askPrice, askQuantity] = readLevel(data['a'][0], 'a[0]', read);
  const event: BookTopEvent = { kind: 'book-top', symbol: topic.symbol, bidPrice, bidQuantity, askPrice, askQuantity, exchangeTimeMs, receivedTimeMs };
  return { kind: 'events', topic, events: [event], rejectedFields: read.rejected, updateId: toFinite((data as BookData).u) };
};

const isLevels = (value: unknown): value is unknown[] => Array.isArray(value);

/** Price and size of a level; both `undefined` when there is none or when either cannot be, as half a level says nothing. */
const readLevel = (level: unknown, name: string, read: NumericFields): readonly [number, number] | readonly [undefined, undefined] => {
  if (level === undefined) return [undefined, undefined];
  const pair: readonly unknown[] = Array.isArray(level) ? level : [];
  const price = read.positive(pair[0] ?? 'absent', `${name}.price`);
  const quantity = read.positive(pair[1] ?? 'absent', `${name}.size`);
  return price === undefined || quantity === undefined ? [undefined, undefined] : [price, quantity];
};

const decodeTrades = (message: Envelope, topic: ParsedTopic, receivedTimeMs: number): DecodedFrame => {
  if (message.type !== 'snapshot') return refused('unknown-type');
  if (!Array.isArray(message.data) || message.data.length === 0) return refused('data-not-as-documented');
  const rejectedFields: string[] = [];
  const events: TradeEvent[] = [];
  for (const [index, row] of message.data.entries()) {
    const trade = isRecord(row) ? readTrade(row, topic.symbol, receivedTimeMs) : 'row';
    if (typeof trade === 'string') rejectedFields.push(`data[${index}].${trade}`);
    else events.push(trade);
  }
  return events.length === 0 ? refused('no-valid-trade') : { kind: 'events', topic, events, rejectedFields, updateId: undefined };
};

/** A trade, or the name of the first field that cannot be: a trade with a guessed field is worse than none. */
const readTrade = (row: TradeRow, symbol: string, receivedTimeMs: number): TradeEvent | string => {
  const read = new NumericFields();
  const exchangeTimeMs = readTimeMs(row.T);
  const price = read.positive(row.p, 'p');
  const quantity = read.positive(row.v, 'v');
  if (row.s !== symbol) return 's';
  if (exchangeTimeMs === undefined) return 'T';
  if (price === undefined) return 'p';
  if (quantity === undefined) return 'v';
  if (row.S !== 'Buy' && row.S !== 'Sell') return 'S';
  // Text only: a JSON number beyond 2^53 has already lost its last digits.
  if (typeof row.i !== 'string' || row.i === '' || row.i.length > MAX_ID_LENGTH) return 'i';
  return {
    kind: 'trade', symbol, price, quantity, side: row.S === 'Buy' ? 'buy' : 'sell', tradeId: row.i, exchangeTimeMs, receivedTimeMs,
  };
};
