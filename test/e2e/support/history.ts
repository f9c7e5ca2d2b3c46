import type { Opportunity } from '../../../core/contracts/opportunity';
import type { TradeEvent } from '../../../core/market/events';
import { makeMarket } from '../../../simulator/market/market';
import { SEED, SYMBOL_COUNT, type Rig } from './rig';

/** Contracts that the venue keeps back for `list`. */
const SPARES = 8;

/** Every trade of the same market without a venue and without faults, by symbol, up to a market time. */
export const trueTrades = (rig: Rig, toTimeMs: number): ReadonlyMap<string, readonly TradeEvent[]> => {
  const market = makeMarket({ seed: SEED, symbolCount: SYMBOL_COUNT + SPARES, startTimeMs: rig.anchorMs, plants: false, tickerEverySeconds: Infinity });
  const bySymbol = new Map<string, TradeEvent[]>(rig.symbols.map((symbol) => [symbol, []]));
  market.setActive([...bySymbol.keys()]);
  market.run(toTimeMs, (event) => { if (event.kind === 'trade') bySymbol.get(event.symbol)?.push(event); });
  return bySymbol;
};

const MINUTE_MS = 60_000;

type Row = readonly [startMs: number, open: number, high: number, low: number, close: number, volume: number];

/** One-minute bars as the venue itself tells them, by start. */
const venueBars = async (rig: Rig, symbol: string): Promise<ReadonlyMap<number, Row>> => {
  const response = await fetch(`${rig.restUrl}/v5/market/kline?category=linear&symbol=${symbol}&interval=1&limit=1000`);
  const { result } = await response.json() as { readonly result: { readonly list: readonly (readonly string[])[] } };
  return new Map(result.list.map((cells) => [Number(cells[0]), cells.slice(0, 6).map(Number) as unknown as Row]));
};

const isSame = (seen: readonly number[], told: readonly number[]): boolean =>
  told.every((value, index) => Math.abs(value - (seen[index] ?? NaN)) <= 1e-9 * Math.abs(value));

export interface BarComparison {
  /** Bars in opportunities that began after `sinceMs`, which the scanner can only have built from trades. */
  readonly built: number;
  readonly wrong: readonly string[];
}

/** Holds every one-minute bar that any of the opportunities carries against the venue's own history. */
export const compareBars = async (rig: Rig, opportunities: readonly Opportunity[], sinceMs: number): Promise<BarComparison> => {
  const wrong: string[] = [];
  const built = new Set<string>();
  for (const symbol of new Set(opportunities.map((found) => found.symbol))) {
    const told = await venueBars(rig, symbol);
    const seen = new Map(opportunities.filter((found) => found.symbol === symbol).flatMap(({ bars }) => bars).map((bar) => [bar.join(), bar]));
    for (const bar of seen.values()) {
      const [startMs] = bar;
      if (startMs >= sinceMs) built.add(`${symbol}|${startMs}`);
      const truth = told.get(startMs);
      if (truth === undefined || !isSame(bar, truth)) wrong.push(`${symbol} ${new Date(startMs).toISOString()}: ${bar.join()} instead of ${truth?.join()}`);
    }
  }
  return { built: built.size, wrong };
};

/** The first whole minute that begins at least a minute after `timeMs`: neither joined in the middle nor backfilled. */
export const wholeMinuteAfter = (timeMs: number): number => Math.ceil(timeMs / MINUTE_MS + 1) * MINUTE_MS;
