import type { BookTopEvent, TradeEvent } from '../../core/market/events';
import { gridText } from '../market/grid';
import type { Listing } from './listing';

/**
 * Wire texts of Bybit v5 (websocket/public/{ticker,orderbook,trade} pages), in the order of keys seen on the wire.
 * Built by hand: every part is a number, a symbol or an id of our own, and thousands are needed per second.
 */
export type TickDirection = 'PlusTick' | 'ZeroPlusTick' | 'MinusTick' | 'ZeroMinusTick';

export const nextTickDirection = (before: TickDirection, previousPrice: number, price: number): TickDirection => {
  if (price !== previousPrice) return price > previousPrice ? 'PlusTick' : 'MinusTick';
  return before === 'PlusTick' || before === 'ZeroPlusTick' ? 'ZeroPlusTick' : 'ZeroMinusTick';
};

export interface WireTrade {
  readonly trade: TradeEvent;
  readonly direction: TickDirection;
  readonly sequence: number;
}

const tradeText = ({ symbol, priceGrid, quantityGrid }: Listing, { trade, direction, sequence }: WireTrade, skewMs: number): string =>
  `{"T":${trade.exchangeTimeMs + skewMs},"s":"${symbol}","S":"${trade.side === 'buy' ? 'Buy' : 'Sell'}","v":"${gridText(quantityGrid, trade.quantity)}",`
  + `"p":"${gridText(priceGrid, trade.price)}","L":"${direction}","i":"${trade.tradeId}","BT":false,"RPI":false,"seq":${sequence}}`;

export const tradeFrame = (listing: Listing, trades: readonly WireTrade[], timeMs: number, skewMs: number): string =>
  `{"topic":"publicTrade.${listing.symbol}","type":"snapshot","ts":${timeMs + skewMs},"data":[${trades.map((trade) => tradeText(listing, trade, skewMs)).join(',')}]}`;

export interface WireBook {
  readonly book: BookTopEvent;
  readonly updateId: number;
  readonly sequence: number;
}

/** Level 1 is always a snapshot; `ts` stands before `type` at this depth. */
export const bookFrame = ({ symbol, priceGrid, quantityGrid }: Listing, { book, updateId, sequence }: WireBook, timeMs: number, skewMs: number): string => {
  const level = (price: number | undefined, quantity: number | undefined): string =>
    (price === undefined || quantity === undefined ? '' : `["${gridText(priceGrid, price)}","${gridText(quantityGrid, quantity)}"]`);
  return `{"topic":"orderbook.1.${symbol}","ts":${timeMs + skewMs},"type":"snapshot","data":{"s":"${symbol}","b":[${level(book.bidPrice, book.bidQuantity)}],`
    + `"a":[${level(book.askPrice, book.askQuantity)}],"u":${updateId},"seq":${sequence}},"cts":${book.exchangeTimeMs + skewMs}}`;
};

/** `fields` are in wire order; a delta holds only those that changed. */
export const tickerFrame = (symbol: string, type: 'snapshot' | 'delta', fields: readonly (readonly [string, string])[], sequence: number, timeMs: number): string =>
  `{"topic":"tickers.${symbol}","type":"${type}","data":{"symbol":"${symbol}"${fields.map(([name, value]) => `,"${name}":"${value}"`).join('')}},"cs":${sequence},"ts":${timeMs}}`;

/** Answer to an operation; linear answers a ping with `op` still "ping" (ws/connect page). */
export const answerFrame = (isSuccess: boolean, message: string, connectionId: string, requestId: string, op: string): string =>
  JSON.stringify({ success: isSuccess, ret_msg: message, conn_id: connectionId, req_id: requestId, op });
