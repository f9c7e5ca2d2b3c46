import { loadPeer } from '../peers/load-peer';
import type { BenchBar } from './bar-text';
import type { Trades } from './trades';

/** A trade as tardis-dev's mappers give it. */
export interface NormalizedTrade {
  readonly type: 'trade';
  readonly symbol: string;
  readonly exchange: string;
  readonly id: string;
  readonly price: number;
  readonly amount: number;
  readonly side: 'buy' | 'sell';
  readonly timestamp: Date;
  readonly localTimestamp: Date;
}

interface TradeBar {
  readonly type: 'trade_bar';
  readonly symbol: string;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly trades: number;
  readonly openTimestamp: Date;
}

interface Computable {
  compute(trade: NormalizedTrade): Iterable<TradeBar>;
}

/** What is used of tardis-dev. */
interface Exports {
  readonly computeTradeBars: (options: { kind: 'time'; interval: number }) => () => Computable;
  readonly compute: (trades: AsyncIterable<NormalizedTrade>, computable: () => Computable) => AsyncIterable<NormalizedTrade | TradeBar>;
}

const INTERVAL_MS = 3_000;

/** The trades as objects, and one more of each symbol behind the end: a bar is given when the next one begins. */
export const normalized = ({ symbols, endTimeMs, ids, timesMs, prices, quantities, isBuy }: Trades): readonly NormalizedTrade[] => {
  const tradeOf = (id: number, timeMs: number, price: number, amount: number, side: 'buy' | 'sell', row: number): NormalizedTrade => ({
    type: 'trade', symbol: symbols[id] ?? '', exchange: 'bybit', id: String(row), price, amount, side, timestamp: new Date(timeMs), localTimestamp: new Date(timeMs + 5),
  });
  const trades = Array.from(ids, (id, row) => tradeOf(id, timesMs[row] ?? 0, prices[row] ?? 0, quantities[row] ?? 0, isBuy[row] === 1 ? 'buy' : 'sell', row));
  return [...trades, ...symbols.map((_, id) => tradeOf(id, endTimeMs, 1, 1, 'buy', ids.length + id))];
};

const barOf = ({ symbol, open, high, low, close, volume, trades, openTimestamp }: TradeBar): BenchBar => ({
  symbol, startTimeMs: Math.floor(openTimestamp.valueOf() / INTERVAL_MS) * INTERVAL_MS, open, high, low, close, volume, tradeCount: trades,
});

/** Its bars without the iterator around them: one `computeTradeBars` object per symbol, called trade by trade. */
export const tardisBars = (trades: readonly NormalizedTrade[], warmTrades: number, onWarm: () => void): readonly BenchBar[] => {
  const make = loadPeer<Exports>('tardis-dev').computeTradeBars({ kind: 'time', interval: INTERVAL_MS });
  const computables = new Map<string, Computable>();
  const bars: BenchBar[] = [];
  const feed = (from: number, to: number): void => {
    for (let row = from; row < to; row += 1) {
      const trade = trades[row];
      if (trade === undefined) return;
      let computable = computables.get(trade.symbol);
      if (computable === undefined) computables.set(trade.symbol, computable = make());
      for (const bar of computable.compute(trade)) bars.push(barOf(bar));
    }
  };
  feed(0, warmTrades);
  onWarm();
  feed(warmTrades, trades.length);
  return bars;
};

const stream = async function* (trades: readonly NormalizedTrade[], warmTrades: number, onWarm: () => void): AsyncGenerator<NormalizedTrade> {
  for (const [row, trade] of trades.entries()) {
    if (row === warmTrades) onWarm();
    yield trade;
  }
};

/** Its bars as its documentation has them used: `compute` over an asynchronous stream of trades. */
export const tardisStreamBars = async (trades: readonly NormalizedTrade[], warmTrades: number, onWarm: () => void): Promise<readonly BenchBar[]> => {
  const { compute, computeTradeBars } = loadPeer<Exports>('tardis-dev');
  const bars: BenchBar[] = [];
  for await (const message of compute(stream(trades, warmTrades, onWarm), computeTradeBars({ kind: 'time', interval: INTERVAL_MS }))) {
    if (message.type === 'trade_bar') bars.push(barOf(message));
  }
  return bars;
};
