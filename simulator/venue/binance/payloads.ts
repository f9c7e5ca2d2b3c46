import type { Side } from '../../../core/market/events';
import type { DepthTrade } from '../../market/depth/depth-trade';
import type { BinanceMarket } from './dialect';

/**
 * Payloads in the order of keys seen on the wire, for spot and futures. Built by hand: every part is a number, a symbol or text of
 * our own, and thousands are needed per second. `sentMs` becomes `E`, the time of what happened `T`.
 */
export interface BookIds {
  readonly first: number;
  readonly last: number;
  /** Last id of the message before on the same stream. */
  readonly previous: number;
}

export interface BookMessage {
  readonly symbol: string;
  readonly ids: BookIds;
  readonly sentMs: number;
  readonly bookMs: number;
  readonly bids: readonly string[];
  readonly asks: readonly string[];
}

const futuresBook = ({ symbol, ids, sentMs, bookMs, bids, asks }: BookMessage): string =>
  `{"e":"depthUpdate","E":${sentMs},"T":${bookMs},"s":"${symbol}","U":${ids.first},"u":${ids.last},"pu":${ids.previous},"b":[${bids.join(',')}],"a":[${asks.join(',')}]}`;

/** `@depth20`: the best levels whole. Spot names neither symbol nor time. */
export const partialBook = (market: BinanceMarket, message: BookMessage): string => (market === 'usdm'
  ? futuresBook(message)
  : `{"lastUpdateId":${message.ids.last},"bids":[${message.bids.join(',')}],"asks":[${message.asks.join(',')}]}`);

/** `@depth`: the levels that changed. */
export const diffBook = (market: BinanceMarket, message: BookMessage): string => {
  const { symbol, ids, sentMs, bids, asks } = message;
  return market === 'usdm'
    ? futuresBook(message)
    : `{"e":"depthUpdate","E":${sentMs},"s":"${symbol}","U":${ids.first},"u":${ids.last},"b":[${bids.join(',')}],"a":[${asks.join(',')}]}`;
};

/** A book as REST gives it. */
export const snapshotBook = (market: BinanceMarket, { ids, sentMs, bookMs, bids, asks }: BookMessage): string => (market === 'usdm'
  ? `{"lastUpdateId":${ids.last},"E":${sentMs},"T":${bookMs},"bids":[${bids.join(',')}],"asks":[${asks.join(',')}]}`
  : `{"lastUpdateId":${ids.last},"bids":[${bids.join(',')}],"asks":[${asks.join(',')}]}`);

export interface TradeMessage {
  readonly symbol: string;
  readonly trade: DepthTrade;
  readonly sentMs: number;
  readonly tradeMs: number;
  readonly price: string;
  readonly quantity: string;
}

const isBuyerMaker = (side: Side): boolean => side === 'sell';

export const tradePayload = (market: BinanceMarket, { symbol, trade, sentMs, tradeMs, price, quantity }: TradeMessage): string => (market === 'usdm'
  ? `{"e":"trade","E":${sentMs},"T":${tradeMs},"s":"${symbol}","t":${trade.tradeId},"p":"${price}","q":"${quantity}","X":"MARKET","m":${isBuyerMaker(trade.side)}}`
  : `{"e":"trade","E":${sentMs},"s":"${symbol}","t":${trade.tradeId},"p":"${price}","q":"${quantity}","T":${tradeMs},"m":${isBuyerMaker(trade.side)},"M":true}`);

/** Every print is an aggregate of its own here: an order that takes several levels has one for each price, as on the real venue. */
export const aggTradePayload = (market: BinanceMarket, { symbol, trade, sentMs, tradeMs, price, quantity }: TradeMessage): string => {
  const { tradeId: id } = trade;
  return market === 'usdm'
    ? `{"e":"aggTrade","E":${sentMs},"a":${id},"s":"${symbol}","p":"${price}","q":"${quantity}","nq":"${quantity}","f":${id},"l":${id},"T":${tradeMs},"m":${isBuyerMaker(trade.side)}}`
    : `{"e":"aggTrade","E":${sentMs},"s":"${symbol}","a":${id},"p":"${price}","q":"${quantity}","f":${id},"l":${id},"T":${tradeMs},"m":${isBuyerMaker(trade.side)},"M":true}`;
};

/** Best bid and ask as `["price","quantity"]` texts. */
export interface TopMessage {
  readonly symbol: string;
  readonly updateId: number;
  readonly sentMs: number;
  readonly bookMs: number;
  readonly bid: string;
  readonly ask: string;
}

export const bookTickerPayload = (market: BinanceMarket, { symbol, updateId, sentMs, bookMs, bid, ask }: TopMessage): string => {
  const top = `"b":${bid.slice(1, -1).replace(',', ',"B":')},"a":${ask.slice(1, -1).replace(',', ',"A":')}`;
  return market === 'usdm'
    ? `{"e":"bookTicker","u":${updateId},"s":"${symbol}",${top},"T":${bookMs},"E":${sentMs},"st":1,"ps":"${symbol}"}`
    : `{"u":${updateId},"s":"${symbol}",${top}}`;
};
