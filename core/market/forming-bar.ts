import type { Bar } from './bar';
import type { TradeEvent } from './events';

/** A bar that still takes trades, in whatever order they come. */
export interface FormingBar {
  readonly startTimeMs: number;
  open: number;
  openTimeMs: number;
  high: number;
  low: number;
  close: number;
  closeTimeMs: number;
  volume: number;
  tradeCount: number;
}

export const formingBar = (startTimeMs: number, trade: TradeEvent): FormingBar => ({
  startTimeMs, open: trade.price, openTimeMs: trade.exchangeTimeMs, high: trade.price, low: trade.price,
  close: trade.price, closeTimeMs: trade.exchangeTimeMs, volume: trade.quantity, tradeCount: 1,
});

/** Adds a trade: the open belongs to the earliest exchange time, the close to the latest, at equal times to the one that came last. */
export const addTrade = (bar: FormingBar, trade: TradeEvent): void => {
  if (trade.exchangeTimeMs < bar.openTimeMs) { bar.open = trade.price; bar.openTimeMs = trade.exchangeTimeMs; }
  if (trade.exchangeTimeMs >= bar.closeTimeMs) { bar.close = trade.price; bar.closeTimeMs = trade.exchangeTimeMs; }
  bar.high = Math.max(bar.high, trade.price);
  bar.low = Math.min(bar.low, trade.price);
  bar.volume += trade.quantity;
  bar.tradeCount += 1;
};

export const closedBar = ({ startTimeMs, open, high, low, close, volume, tradeCount }: FormingBar): Bar =>
  ({ startTimeMs, open, high, low, close, volume, tradeCount });

/** An interval in which nothing traded. */
export const flatBar = (startTimeMs: number, price: number): Bar =>
  ({ startTimeMs, open: price, high: price, low: price, close: price, volume: 0, tradeCount: 0 });
