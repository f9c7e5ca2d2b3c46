import type { Bar } from '../../core/market/bar';
import type { BookTopEvent, ClockEvent, GapEvent, ResumedEvent, TickerEvent, TickerFields, TradeEvent } from '../../core/market/events';

let nextTradeId = 0;

/** Builders of market events for tests: every field has a plain default, a test names only what it is about. */
export const trade = (fields: Partial<TradeEvent> & { exchangeTimeMs: number }): TradeEvent => ({
  kind: 'trade', symbol: 'AAAUSDT', price: 100, quantity: 1, side: 'buy', tradeId: `t${nextTradeId++}`,
  receivedTimeMs: fields.exchangeTimeMs, ...fields,
});

export const book = (fields: Partial<BookTopEvent> & { exchangeTimeMs: number }): BookTopEvent => ({
  kind: 'book-top', symbol: 'AAAUSDT', bidPrice: 99.99, bidQuantity: 1_000, askPrice: 100.01, askQuantity: 1_000,
  receivedTimeMs: fields.exchangeTimeMs, ...fields,
});

export const ticker = (symbol: string, fields: TickerFields, timeMs = 0, isSnapshot = true): TickerEvent =>
  ({ kind: 'ticker', symbol, isSnapshot, fields, exchangeTimeMs: timeMs, receivedTimeMs: timeMs });

export const clock = (timeMs: number): ClockEvent => ({ kind: 'clock', exchangeTimeMs: timeMs, receivedTimeMs: timeMs });

export const gap = (symbols: readonly string[], timeMs: number, fields: Partial<GapEvent> = {}): GapEvent => ({
  kind: 'gap', symbols, streams: ['ticker', 'book-top', 'trade'], cause: 'disconnect', lastDataTimeMs: timeMs,
  exchangeTimeMs: timeMs, receivedTimeMs: timeMs, ...fields,
});

export const resumed = (symbols: readonly string[], timeMs: number): ResumedEvent =>
  ({ kind: 'resumed', symbols, streams: ['ticker', 'book-top', 'trade'], exchangeTimeMs: timeMs, receivedTimeMs: timeMs });

export const bar = (fields: Partial<Bar> = {}): Bar =>
  ({ startTimeMs: 0, open: 100, high: 100, low: 100, close: 100, volume: 1, tradeCount: 1, ...fields });
