import type { RawRecord } from '../numeric-fields';

/**
 * The names that Bybit v5 chose, and nowhere else in the product. Every value is unknown until decode.ts has read it.
 * Source: bybit-exchange.github.io/docs/v5: ws/connect, websocket/public/{ticker,orderbook,trade}, market/{instrument,kline}.
 */
export interface Envelope extends RawRecord {
  readonly topic?: unknown;
  /** `snapshot` or `delta`. */
  readonly type?: unknown;
  /** When the message was made, ms. */
  readonly ts?: unknown;
  /** When the matching engine made the book, ms; books only. */
  readonly cts?: unknown;
  readonly data?: unknown;
}

/** Numbers as text; in a delta an absent field is unchanged; "" where a field does not apply. */
export interface TickerData extends RawRecord {
  readonly symbol?: unknown;
  readonly lastPrice?: unknown;
  readonly highPrice24h?: unknown;
  readonly lowPrice24h?: unknown;
  readonly prevPrice24h?: unknown;
  /** Quote currency on linear contracts. */
  readonly turnover24h?: unknown;
  readonly bid1Price?: unknown;
  readonly bid1Size?: unknown;
  readonly ask1Price?: unknown;
  readonly ask1Size?: unknown;
}

/** `b` and `a` hold `[price, size]` pairs of text, best first. `u` grows per topic; 1 after a restart of the service. */
export interface BookData extends RawRecord {
  readonly s?: unknown;
  readonly b?: unknown;
  readonly a?: unknown;
  readonly u?: unknown;
}

/** `T` time ms, `s` symbol, `S` taker side, `v` size, `p` price, `i` trade id. */
export interface TradeRow extends RawRecord {
  readonly T?: unknown;
  readonly s?: unknown;
  readonly S?: unknown;
  readonly v?: unknown;
  readonly p?: unknown;
  readonly i?: unknown;
}

/** Answers to requests. The linear pong is `op: "ping"` with `ret_msg: "pong"`; options answer with `type: "COMMAND_RESP"`. */
export interface Answer extends RawRecord {
  readonly op?: unknown;
  readonly success?: unknown;
  readonly ret_msg?: unknown;
  readonly req_id?: unknown;
}

/** Every REST answer; `time` is the venue's clock, ms. `retCode` 10006: too many visits. */
export interface RestAnswer extends RawRecord {
  readonly retCode?: unknown;
  readonly retMsg?: unknown;
  readonly result?: unknown;
  readonly time?: unknown;
}

export interface InstrumentRow extends RawRecord {
  readonly symbol?: unknown;
  readonly contractType?: unknown;
  readonly status?: unknown;
  readonly baseCoin?: unknown;
  readonly quoteCoin?: unknown;
  readonly settleCoin?: unknown;
  readonly isPreListing?: unknown;
  /** "" or `innovation` for coins; `stock`, `commodity`, `forex` for everything else. */
  readonly symbolType?: unknown;
  /** Trading calendar of an underlying that is not a coin; "" or absent for coins. */
  readonly marketRegion?: unknown;
  readonly priceFilter?: unknown;
}

export const subscribeFrame = (op: 'subscribe' | 'unsubscribe', requestId: string, topics: readonly string[]): string =>
  JSON.stringify({ req_id: requestId, op, args: topics });

export const pingFrame = (requestId: string): string => JSON.stringify({ req_id: requestId, op: 'ping' });

export const INSTRUMENTS_PATH = '/v5/market/instruments-info';
export const KLINE_PATH = '/v5/market/kline';
export const TOO_MANY_VISITS = 10006;
