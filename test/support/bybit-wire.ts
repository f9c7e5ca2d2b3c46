import type { BookTopEvent, TickerEvent, TradeEvent } from '../../core/market/events';

/** Plain decimals, as the venue writes them. */
const decimal = (value: number | undefined): string => {
  const text = String(value);
  return text.includes('e') ? (value ?? 0).toFixed(12) : text;
};

const level = (price: number | undefined, quantity: number | undefined): string[][] =>
  (price === undefined || quantity === undefined ? [] : [[decimal(price), decimal(quantity)]]);

const TICKER_NAMES = {
  lastPrice: 'lastPrice', highPrice24h: 'highPrice24h', lowPrice24h: 'lowPrice24h', previousPrice24h: 'prevPrice24h', turnover24h: 'turnover24h',
  bidPrice: 'bid1Price', bidQuantity: 'bid1Size', askPrice: 'ask1Price', askQuantity: 'ask1Size',
} as const;

const tickerText = ({ symbol, isSnapshot, fields, exchangeTimeMs }: TickerEvent): string => {
  const text = (name: string, value: number): string => (name === 'turnover24h' ? value.toFixed(4) : decimal(value));
  const data = Object.fromEntries(Object.entries(fields).map(([name, value]) => [TICKER_NAMES[name as keyof typeof TICKER_NAMES], text(name, value as number)]));
  return JSON.stringify({ topic: `tickers.${symbol}`, type: isSnapshot ? 'snapshot' : 'delta', data: { symbol, ...data }, cs: 1, ts: exchangeTimeMs });
};

const bookText = ({ symbol, bidPrice, bidQuantity, askPrice, askQuantity, exchangeTimeMs }: BookTopEvent): string => JSON.stringify({
  topic: `orderbook.1.${symbol}`, ts: exchangeTimeMs, type: 'snapshot',
  data: { s: symbol, b: level(bidPrice, bidQuantity), a: level(askPrice, askQuantity), u: 1, seq: 1 }, cts: exchangeTimeMs,
});

const tradeText = ({ symbol, price, quantity, side, tradeId, exchangeTimeMs }: TradeEvent): string => JSON.stringify({
  topic: `publicTrade.${symbol}`, type: 'snapshot', ts: exchangeTimeMs,
  data: [{ T: exchangeTimeMs, s: symbol, S: side === 'buy' ? 'Buy' : 'Sell', v: decimal(quantity), p: decimal(price), L: 'PlusTick', i: tradeId, BT: false }],
});

/** One event as the frame with which Bybit's linear stream would say it. */
export const bybitFrame = (event: TickerEvent | BookTopEvent | TradeEvent): Buffer => {
  switch (event.kind) {
    case 'ticker': return Buffer.from(tickerText(event));
    case 'book-top': return Buffer.from(bookText(event));
    case 'trade': return Buffer.from(tradeText(event));
  }
};
