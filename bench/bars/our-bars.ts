import { BarBuilder } from '../../core/market/bar-builder';
import { MarketFrame } from '../../core/market/market-frame';
import { DEFAULT_RADAR } from '../../core/radar/settings';
import type { BenchBar } from './bar-text';
import type { Trades } from './trades';

/**
 * The product's builder as the radar drives it: one look at the clock per trade, all symbols closed when a bar's grace is over. Putting
 * the trade into a frame, which the decoder does in the product, is counted in. `onWarm` is called before trade number `warmTrades`.
 */
export const ourBars = ({ symbols, startTimeMs, endTimeMs, ids, timesMs, prices, quantities }: Trades, warmTrades: number, onWarm: () => void): readonly BenchBar[] => {
  const { barIntervalMs, barGraceMs } = DEFAULT_RADAR;
  const builder = new BarBuilder(barIntervalMs, barGraceMs);
  const bars: BenchBar[] = [];
  const frame = new MarketFrame();
  frame.kind = 'trades';
  frame.tradeCount = 1;
  const closeAll = (nowMs: number): number => {
    let dueMs = Infinity;
    for (const [id, symbol] of symbols.entries()) {
      while (builder.closeNext(id, nowMs)) if (builder.closed.tradeCount > 0) bars.push({ symbol, ...builder.closed });
      dueMs = Math.min(dueMs, builder.dueMs(id));
    }
    return dueMs;
  };
  // Watching began a bar before the first trade, so that no bar is seen in part.
  let dueMs = closeAll(startTimeMs - 1);
  const feed = (from: number, to: number): void => {
    for (let row = from; row < to; row += 1) {
      const timeMs = timesMs[row] ?? 0;
      frame.symbolId = ids[row] ?? 0;
      frame.tradeTimesMs[0] = timeMs;
      frame.tradePrices[0] = prices[row] ?? 0;
      frame.tradeQuantities[0] = quantities[row] ?? 0;
      builder.add(frame, 0);
      if (timeMs >= dueMs) dueMs = closeAll(timeMs);
    }
  };
  feed(0, warmTrades);
  onWarm();
  feed(warmTrades, ids.length);
  closeAll(endTimeMs + barGraceMs);
  return bars;
};
