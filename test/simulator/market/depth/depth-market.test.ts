import * as fc from 'fast-check';
import type { Side } from '../../../../core/market/events';
import { type DepthMarket, type DepthMarketOptions, makeDepthMarket } from '../../../../simulator/market/depth/depth-market';
import type { DepthSymbol } from '../../../../simulator/market/depth/depth-symbol';
import { onGrid } from '../../../../simulator/market/grid';

const START_MS = Date.UTC(2026, 5, 1, 13, 30, 20);
const FEW = { seed: 7, startTimeMs: START_MS, symbolCount: 6, walls: { firstWallAfterMs: 0, perHour: 2_000, lifetimeMs: { from: 2_000, to: 20_000 } } };

const levelsOf = ({ book }: DepthSymbol, side: Side): [number, number][] => {
  const levels: [number, number][] = [];
  book.forEachLevel(side, (place, steps) => levels.push([place, steps]) > 0);
  return levels;
};

/** What one run of a market says: its trades, its books at the end and its ledger. */
const told = (options: Partial<DepthMarketOptions>, cuts: readonly number[], untilMs: number): string => {
  const market = makeDepthMarket({ ...FEW, ...options });
  const lines: unknown[] = [];
  for (const cut of [...cuts, untilMs].sort((a, b) => a - b)) {
    market.run(START_MS + cut, (symbol, timeMs) => { lines.push([timeMs, symbol.spec.symbol, symbol.book.changed, symbol.trades]); });
  }
  const books = market.symbols.map((symbol) => [levelsOf(symbol, 'buy'), levelsOf(symbol, 'sell')]);
  return JSON.stringify([lines, books, market.ledger()]);
};

const bookAt = (symbol: DepthSymbol): Map<number, { side: Side; steps: number }> =>
  new Map((['buy', 'sell'] as const).flatMap((side) => levelsOf(symbol, side).map(([place, steps]) => [place, { side, steps }] as const)));

describe('the simulated market of whole books', () => {
  test('the same seed gives the same updates however the time is cut up', () => {
    const whole = told({}, [], 6_000);
    fc.assert(fc.property(fc.array(fc.nat(6_000), { maxLength: 12 }), (cuts) => told({}, cuts, 6_000) === whole), { numRuns: 6 });
  });

  test('another seed gives another market', () => {
    expect(told({ seed: 8 }, [], 2_000)).not.toBe(told({}, [], 2_000));
  });

  test('books are never crossed, hold at least 200 levels a side and have nothing between their sides', () => {
    const market = makeDepthMarket({ ...FEW, symbolCount: 20 });
    let [leastLevels, crossed, between] = [Infinity, 0, 0];
    market.run(START_MS + 60_000, (symbol, timeMs) => {
      if (symbol.book.bestBid >= symbol.book.bestAsk) crossed += 1;
      if (timeMs % 5_000 !== 0) return;
      for (let place = symbol.book.bestBid + 1; place < symbol.book.bestAsk; place += 1) between += symbol.book.quantityAt(place);
      leastLevels = Math.min(leastLevels, levelsOf(symbol, 'buy').length, levelsOf(symbol, 'sell').length);
    });
    expect([crossed, between]).toEqual([0, 0]);
    expect(leastLevels).toBeGreaterThanOrEqual(200);
  });

  test('no price is 0 or below, even where 250 ticks are more than the price', () => {
    const market = makeDepthMarket({ ...FEW, seed: 203, symbolCount: 60, walls: false });
    market.run(START_MS + 5_000, () => undefined);
    const lowest = market.symbols.map(({ book, lattice }) => lattice.priceOf(book.lowest));
    expect(Math.min(...lowest)).toBeGreaterThan(0);
    expect(market.symbols.some(({ book }) => book.bestBid < 250)).toBe(true);
  });

  test('a trade takes from its level exactly what it prints', () => {
    const market = makeDepthMarket({ ...FEW, symbolCount: 10 });
    const before = new Map(market.symbols.map((symbol) => [symbol, bookAt(symbol)]));
    let compared = 0;
    const wrong: unknown[] = [];
    market.run(START_MS + 30_000, (symbol) => {
      const traded = new Map<number, number>();
      for (const { ticks, steps } of symbol.trades) traded.set(ticks, (traded.get(ticks) ?? 0) + steps);
      const now = bookAt(symbol);
      for (const [place, { side, steps }] of before.get(symbol)!) {
        const taken = traded.get(symbol.lattice.tickOf(place));
        const level = now.get(place);
        // A level that changed sides or was placed again by a wall is another one.
        if (taken === undefined || (level && level.side !== side) || symbol.lives.some((wall) => wall.place === place)) continue;
        compared += 1;
        if ((level?.steps ?? 0) !== steps - taken) wrong.push([symbol.spec.symbol, place, steps, taken, level?.steps]);
      }
      before.set(symbol, now);
    });
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(300);
  });

  test('trades carry rising ids, times within their update, and the taker that the side of the level asks for', () => {
    const market = makeDepthMarket({ ...FEW, symbolCount: 4, walls: false });
    const ids = new Map<DepthSymbol, number>();
    market.run(START_MS + 30_000, (symbol, timeMs) => {
      for (const trade of symbol.trades) {
        expect(trade.tradeId).toBeGreaterThan(ids.get(symbol) ?? 0);
        ids.set(symbol, trade.tradeId);
        expect(trade.timeMs).toBeGreaterThan(timeMs - 100);
        expect(trade.timeMs).toBeLessThanOrEqual(timeMs);
      }
    });
    expect(ids.size).toBe(4);
  });

  test('minute bars are exactly the bars of the trades', () => {
    const startTimeMs = Date.UTC(2026, 5, 1, 14);
    const market = makeDepthMarket({ ...FEW, startTimeMs });
    const volumes = new Map<string, { volume: number; high: number; low: number; close: number; turnover: number }>();
    market.run(startTimeMs + 180_000, (symbol, timeMs) => {
      for (const { ticks, steps } of symbol.trades) {
        const key = `${symbol.spec.symbol} ${Math.floor((timeMs - 1) / 60_000)}`;
        const bar = volumes.get(key) ?? { volume: 0, high: 0, low: Infinity, close: 0, turnover: 0 };
        const turnover = bar.turnover + onGrid(symbol.spec.priceGrid, ticks) * onGrid(symbol.spec.quantityGrid, steps);
        volumes.set(key, { volume: bar.volume + steps, high: Math.max(bar.high, ticks), low: Math.min(bar.low, ticks), close: ticks, turnover });
      }
    });
    expect(volumes.size).toBeGreaterThan(10);
    for (const [key, { volume, high, low, close, turnover }] of volumes) {
      const [name, minute] = key.split(' ');
      const bar = market.find(name!)!.bars.series.at(Number(minute))!;
      expect([bar.volume, Math.max(high, bar.open), Math.min(low, bar.open), bar.close]).toEqual([volume, bar.high, bar.low, close]);
      expect(bar.turnover).toBeCloseTo(turnover, 4);
    }
  });

  test('history joins the live bars and gives a day of turnover from the start', () => {
    const market = makeDepthMarket({ ...FEW, symbolCount: 12, walls: false });
    for (const { bars, spec } of market.symbols) {
      const { turnover } = bars.series.stats();
      expect(turnover).toBeGreaterThan(0);
      if (spec.temper === 'major') expect(turnover / spec.turnover24hUsdt).toBeGreaterThan(0.3);
    }
  });
});

/** Levels that stand at 3.5 times the mean of the ten largest others of the best twenty of their side, by the update. */
const naturalBirths = (market: DepthMarket, minutes: number): number => {
  const standing = new Set<string>();
  let births = 0;
  market.run(START_MS + minutes * 60_000, (symbol) => {
    if (symbol.book.changed.length === 0) return;
    for (const side of ['buy', 'sell'] as const) {
      const levels = levelsOf(symbol, side).slice(0, 20);
      const sorted = levels.map(([, steps]) => steps).sort((a, b) => b - a);
      for (const [place, steps] of levels) {
        const isAmong = steps >= (sorted[9] ?? 0);
        const others = sorted.slice(0, isAmong ? 11 : 10).reduce((sum, other) => sum + other, isAmong ? -steps : 0);
        const key = `${symbol.spec.symbol} ${side} ${place}`;
        const isLarge = steps >= 3.5 * (others / 10);
        if (isLarge && !standing.has(key)) births += 1;
        if (isLarge) standing.add(key);
        else standing.delete(key);
      }
    }
  });
  return births;
};

test('S2.5: where nothing is planted a level rarely stands 3.5 times above its neighbours', () => {
  expect(naturalBirths(makeDepthMarket({ ...FEW, symbolCount: 12, walls: false }), 1)).toBeLessThanOrEqual(2);
});
