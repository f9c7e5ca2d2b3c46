/**
 * Binance's own field names, for spot and USDⓈ-M futures. Sources: binance-spot-api-docs `web-socket-streams.md`;
 * developers.binance.com "USDⓈ-M Futures › WebSocket Market Streams". Prices and quantities are decimal text; times are epoch ms,
 * or µs where the connection asked for `timeUnit=MICROSECOND`.
 */

/** Combined streams wrap every payload; a raw stream sends the payload alone. */
export interface CombinedMessage {
  readonly stream: string;
  readonly data: unknown;
}

/** `<symbol>@trade`. On futures it is undocumented and carries `X`, where only `MARKET` is a trade of the order book. */
export interface TradeMessage {
  readonly e: 'trade';
  readonly E: number;
  readonly T: number;
  readonly s: string;
  /** Trade id. */
  readonly t: number;
  readonly p: string;
  readonly q: string;
  /** The buyer was the maker, so the taker sold. */
  readonly m: boolean;
  readonly X?: string;
}

/** `<symbol>@aggTrade`: fills of one taker order at one price. */
export interface AggTradeMessage {
  readonly e: 'aggTrade';
  readonly E: number;
  readonly T: number;
  readonly s: string;
  /** Aggregate trade id: another numbering than `TradeMessage.t`. */
  readonly a: number;
  readonly p: string;
  readonly q: string;
  readonly m: boolean;
}

/** `<symbol>@bookTicker`. Spot sends neither `e` nor a time; futures send `e`, `E` and `T`. */
export interface BookTickerMessage {
  readonly e?: 'bookTicker';
  readonly E?: number;
  readonly T?: number;
  readonly u: number;
  readonly s: string;
  readonly b: string;
  readonly B: string;
  readonly a: string;
  readonly A: string;
}

/** `X` of futures prints that did not trade on the order book. */
export const OFF_BOOK_PRINTS: ReadonlySet<string> = new Set(['INSURANCE_FUND', 'ADL', 'NA']);

/** `st` of payloads after the futures merge: 1 is USDⓈ-M, 2 is COIN-M. */
export const USD_MARGINED = 1;

/** `<symbol>@depth…` and, on futures, `<symbol>@depth20…`. `b` and `a` hold `[price, quantity]` as text; spot has neither `T` nor `pu`. */
export interface DepthUpdateMessage {
  readonly e: 'depthUpdate';
  readonly E: number;
  readonly T?: number;
  readonly s: string;
  /** First and last update id of the message, and the last one of the message before. */
  readonly U: number;
  readonly u: number;
  readonly pu?: number;
  readonly b: readonly (readonly [string, string])[];
  readonly a: readonly (readonly [string, string])[];
}

/** Spot's `<symbol>@depth20…`, and both markets' REST snapshot. Only futures say when. */
export interface DepthSnapshotMessage {
  readonly lastUpdateId: number;
  readonly E?: number;
  readonly T?: number;
  readonly bids: readonly (readonly [string, string])[];
  readonly asks: readonly (readonly [string, string])[];
}

export const requestFrame = (method: 'SUBSCRIBE' | 'UNSUBSCRIBE', streams: readonly string[], id: number): string =>
  JSON.stringify({ method, params: streams, id });
