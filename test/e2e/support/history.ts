import type { Opportunity } from '../../../core/contracts/opportunity';
import type { TradeEvent } from '../../../core/market/events';
import { makeMarket } from '../../../simulator/market/market';
import { frameTradeId } from '../../support/frame-events';
import { ask } from './ask';
import { SEED, SYMBOL_COUNT, type Rig } from './rig';

/** Contracts that the venue keeps back for `list`. */
const SPARES = 8;

/** Every trade of the same market without a venue and without faults, by symbol, up to a market time. */
export const trueTrades = (rig: Rig, toTimeMs: number): ReadonlyMap<string, readonly TradeEvent[]> => {
  const market = makeMarket({ seed: SEED, symbolCount: SYMBOL_COUNT + SPARES, startTimeMs: rig.anchorMs, plants: false, tickerEverySeconds: Infinity });
  const bySymbol = new Map<string, TradeEvent[]>(rig.symbols.map((symbol) => [symbol, []]));
  market.setActive([...bySymbol.keys()]);
  market.run(toTimeMs, (event) => {
    if (event.kind === 'trade') bySymbol.get(event.symbol)?.push({ ...event, tradeId: frameTradeId(event.tradeId) });
  });
  return bySymbol;
};

const MINUTE_MS = 60_000;

type Row = readonly [startMs: number, open: number, high: number, low: number, close: number, volume: number];

/** One-minute bars as the venue itself tells them, by start. */
const venueBars = async (rig: Rig, symbol: string): Promise<ReadonlyMap<number, Row>> => {
  const { result } = await ask(`${rig.restUrl}/v5/market/kline?category=linear&symbol=${symbol}&interval=1&limit=1000`) as { readonly result: { readonly list: readonly (readonly string[])[] } };
  return new Map(result.list.map((cells) => [Number(cells[0]), cells.slice(0, 6).map(Number) as unknown as Row]));
};

/** A minute of the market's trades. Which of several trades of one millisecond came first, nobody can know: any of them may open or close. */
interface TradedMinute {
  readonly opens: ReadonlySet<number>;
  readonly closes: ReadonlySet<number>;
  readonly high: number;
  readonly low: number;
  readonly volume: number;
}

const minuteOf = (trades: readonly TradeEvent[]): TradedMinute => {
  const times = trades.map(({ exchangeTimeMs }) => exchangeTimeMs);
  const prices = trades.map(({ price }) => price);
  const at = (timeMs: number): ReadonlySet<number> => new Set(trades.filter(({ exchangeTimeMs }) => exchangeTimeMs === timeMs).map(({ price }) => price));
  return {
    opens: at(Math.min(...times)), closes: at(Math.max(...times)), high: Math.max(...prices), low: Math.min(...prices),
    volume: trades.reduce((sum, { quantity }) => sum + quantity, 0),
  };
};

/** By symbol and start; `skewMs` on the clock of a venue that is so far ahead. */
const tradedMinutes = (rig: Rig, skewMs: number): ReadonlyMap<string, TradedMinute> => {
  const byMinute = new Map<string, TradeEvent[]>();
  for (const trade of [...trueTrades(rig, lastTradeMs(rig) - skewMs).values()].flat()) {
    const key = `${trade.symbol}|${Math.floor((trade.exchangeTimeMs + skewMs) / MINUTE_MS) * MINUTE_MS}`;
    const minute = byMinute.get(key);
    if (minute === undefined) byMinute.set(key, [trade]);
    else minute.push(trade);
  }
  return new Map([...byMinute].map(([key, trades]) => [key, minuteOf(trades)]));
};

export const lastTradeMs = (rig: Rig): number => rig.log.ofKind('trade').reduce((last, { exchangeTimeMs }) => Math.max(last, exchangeTimeMs), 0);

const isNear = (seen: number, told: number): boolean => Math.abs(told - seen) <= 1e-9 * Math.abs(told);

const isTold = (seen: readonly number[], told: Row | undefined): boolean => told !== undefined && told.every((value, index) => isNear(seen[index] ?? NaN, value));

const isTraded = ([, open, high, low, close, volume]: Row, minute: TradedMinute | undefined): boolean =>
  minute !== undefined && minute.opens.has(open) && minute.closes.has(close) && high === minute.high && low === minute.low && isNear(volume, minute.volume);

export interface BarComparison {
  /** Bars in opportunities that began after `sinceMs`, which the scanner can only have built from trades. */
  readonly built: number;
  readonly wrong: readonly string[];
}

/**
 * Holds every one-minute bar that any of the opportunities carries against the venue's own history and against the market's trades: it
 * must be one or the other. They differ in the open alone, which the venue sets to the close before. `skewMs`: the venue is ahead by this.
 * The rig stops listening.
 */
export const compareBars = async (rig: Rig, opportunities: readonly Opportunity[], sinceMs = Infinity, skewMs = 0): Promise<BarComparison> => {
  rig.stopListening();
  const wrong: string[] = [];
  const built = new Set<string>();
  const traded = tradedMinutes(rig, skewMs);
  for (const symbol of new Set(opportunities.map((found) => found.symbol))) {
    const told = await venueBars(rig, symbol);
    const seen = new Map(opportunities.filter((found) => found.symbol === symbol).flatMap(({ bars }) => bars).map((bar) => [bar.join(), bar]));
    for (const bar of seen.values()) {
      const [startMs] = bar;
      const key = `${symbol}|${startMs}`;
      if (startMs >= sinceMs) built.add(key);
      if (!isTold(bar, told.get(startMs)) && !isTraded(bar, traded.get(key))) wrong.push(`${key}: ${bar.join()} instead of ${told.get(startMs)?.join()}`);
    }
  }
  return { built: built.size, wrong };
};

/** The first whole minute that begins at least a minute after `timeMs`: neither joined in the middle nor backfilled. */
export const wholeMinuteAfter = (timeMs: number): number => Math.ceil(timeMs / MINUTE_MS + 1) * MINUTE_MS;
