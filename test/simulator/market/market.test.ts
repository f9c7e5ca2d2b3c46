import * as fc from 'fast-check';
import { makeMarket, type SimulatedEvent, type SimulatedMarket } from '../../../simulator/market/market';

const START_MS = Date.UTC(2026, 5, 1, 13, 30, 20);
const FEW = { seed: 7, startTimeMs: START_MS, symbolCount: 24 };

const hot = (market: SimulatedMarket, count: number): string[] =>
  market.specs.filter(({ temper }) => temper === 'hot' || temper === 'major').slice(0, count).map(({ symbol }) => symbol);

const run = (options: Parameters<typeof makeMarket>[0], cuts: readonly number[], untilMs: number, activeCount = 4): string => {
  const market = makeMarket(options);
  market.setActive(hot(market, activeCount));
  const events: SimulatedEvent[] = [];
  for (const cut of [...cuts].sort((a, b) => a - b)) events.push(...market.advance(START_MS + cut));
  events.push(...market.advance(START_MS + untilMs));
  return JSON.stringify(events);
};

describe('the simulated market', () => {
  test('the same seed gives the same events however the time is cut up', () => {
    const whole = run(FEW, [], 9_000);
    expect(JSON.parse(whole)).not.toHaveLength(0);
    fc.assert(fc.property(fc.array(fc.nat(9_000), { maxLength: 12 }), (cuts) => run(FEW, cuts, 9_000) === whole), { numRuns: 8 });
  });

  test('another seed gives another market', () => {
    expect(run({ ...FEW, seed: 8 }, [], 5_000)).not.toBe(run(FEW, [], 5_000));
  });

  test('a path does not depend on who else is active, nor on being active itself', () => {
    const [alone, among, unwatched] = [makeMarket(FEW), makeMarket(FEW), makeMarket(FEW)];
    const symbol = hot(alone, 1)[0]!;
    alone.setActive([symbol]);
    among.setActive(hot(among, 8));
    const of = (market: SimulatedMarket): SimulatedEvent[] => market.advance(START_MS + 90_000).filter((event) => event.symbol === symbol);
    const [first, second, third] = [of(alone), of(among), of(unwatched)];
    expect(first.filter(({ kind }) => kind === 'trade').length).toBeGreaterThan(10);
    expect(second).toEqual(first);
    expect(third).toEqual(first.filter(({ kind }) => kind === 'ticker'));
  });

  test('events come in order of time and never from beyond the time asked for', () => {
    const market = makeMarket(FEW);
    market.setActive(hot(market, 10));
    const times: number[] = [];
    for (let at = 137; at < 30_000; at += 137) {
      const fresh = market.advance(START_MS + at).map(({ exchangeTimeMs }) => exchangeTimeMs);
      expect(Math.max(0, ...fresh)).toBeLessThanOrEqual(START_MS + at);
      times.push(...fresh);
    }
    expect(times.length).toBeGreaterThan(100);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('the minute bars are exactly the bars of the trades', () => {
    const market = makeMarket({ ...FEW, startTimeMs: Date.UTC(2026, 5, 1, 14) });
    const symbols = market.specs.map(({ symbol }) => symbol);
    market.setActive(symbols);
    const tapes = new Map<string, { price: number; quantity: number; minute: number }[]>();
    market.run(Date.UTC(2026, 5, 1, 14, 5), (event) => {
      if (event.kind !== 'trade') return;
      const tape = tapes.get(event.symbol) ?? [];
      tapes.set(event.symbol, tape);
      tape.push({ price: event.price, quantity: event.quantity, minute: Math.floor(event.exchangeTimeMs / 60_000) });
    });
    let compared = 0;
    for (const symbol of symbols) {
      const { priceGrid, quantityGrid } = market.spec(symbol)!;
      for (const { minute, bar } of market.minuteBars(symbol, Date.UTC(2026, 5, 1, 14) / 60_000, Date.UTC(2026, 5, 1, 14, 4) / 60_000)) {
        const trades = (tapes.get(symbol) ?? []).filter((trade) => trade.minute === minute);
        const volume = trades.reduce((sum, { quantity }) => sum + quantity, 0);
        const unit = quantityGrid.units / 10 ** quantityGrid.decimals;
        expect(Math.round(volume / unit)).toBe(bar.volume);
        if (trades.length === 0) continue;
        compared += 1;
        const ticks = trades.map(({ price }) => Math.round((price * 10 ** priceGrid.decimals) / priceGrid.units));
        expect([Math.max(...ticks, bar.open), Math.min(...ticks, bar.open), ticks.at(-1)]).toEqual([bar.high, bar.low, bar.close]);
      }
    }
    expect(compared).toBeGreaterThan(40);
  });

  test('history joins the live walk and encloses the 24-hour numbers', () => {
    const market = makeMarket(FEW);
    market.advance(START_MS + 200_000);
    const last = market.lastMinute();
    for (const { symbol, priceGrid } of market.specs) {
      const bars = market.minuteBars(symbol, last - 1_500, last);
      expect(bars.length).toBeGreaterThanOrEqual(1_441);
      expect(bars.filter(({ bar }, index) => index > 0 && bar.open !== bars[index - 1]!.bar.close)).toEqual([]);
      expect(bars.filter(({ bar }) => bar.high < Math.max(bar.open, bar.close) || bar.low > Math.min(bar.open, bar.close))).toEqual([]);
      const day = bars.slice(-1_440);
      const price = (ticks: number): number => (ticks * priceGrid.units) / 10 ** priceGrid.decimals;
      const summary = market.summary(symbol)!;
      expect(summary.high).toBe(price(Math.max(...day.map(({ bar }) => bar.high))));
      expect(summary.low).toBe(price(Math.min(...day.map(({ bar }) => bar.low))));
      expect(summary.turnoverUsdt).toBeCloseTo(day.reduce((sum, { bar }) => sum + bar.turnover, 0), 2);
      expect(summary.previousDay).toBe(price(bars.at(-1_441)!.bar.close));
    }
  });

  test('prices and sizes lie on their grids, books are never crossed, trade ids never repeat', () => {
    const market = makeMarket(FEW);
    market.setActive(market.specs.map(({ symbol }) => symbol));
    const events = market.advance(START_MS + 30_000);
    const trades = events.filter((event) => event.kind === 'trade');
    const isOnGrid = (value: number, decimals: number): boolean => value > 0 && Number(value.toFixed(decimals)) === value;
    expect(trades.length).toBeGreaterThan(100);
    expect(new Set(trades.map(({ tradeId }) => tradeId)).size).toBe(trades.length);
    expect(events.filter((event) => event.kind === 'book-top' && event.bidPrice! >= event.askPrice!)).toEqual([]);
    expect(trades.filter(({ symbol, price, quantity }) => {
      const { priceGrid, quantityGrid } = market.spec(symbol)!;
      return !isOnGrid(price, priceGrid.decimals) || !isOnGrid(quantity, quantityGrid.decimals);
    })).toEqual([]);
  });

  test('the universe is uneven: dead symbols, small turnovers, small ranges, and hundreds that pass both filters', () => {
    const market = makeMarket({ seed: 1, startTimeMs: START_MS, symbolCount: 320 });
    const days = market.specs.map(({ symbol }) => market.summary(symbol)!);
    const range = ({ high, low }: { high: number; low: number }): number => (high - low) / low;
    expect(new Set(market.specs.map(({ symbol }) => symbol)).size).toBe(320);
    expect(days.filter(({ turnoverUsdt }) => turnoverUsdt < 1e6).length).toBeGreaterThan(15);
    expect(days.filter((day) => range(day) < 0.02).length).toBeGreaterThan(10);
    expect(days.filter((day) => day.turnoverUsdt >= 1e6 && range(day) >= 0.02).length).toBeGreaterThan(180);
    expect(market.specs.filter(({ temper }) => temper === 'dead').length).toBeGreaterThan(5);
    expect(Math.min(...days.map(({ last }) => last))).toBeLessThan(0.001);
    expect(Math.max(...days.map(({ last }) => last))).toBeGreaterThan(90_000);
    expect(market.eligible().length).toBeGreaterThan(10);
  });
});
