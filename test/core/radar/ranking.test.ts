import fc from 'fast-check';
import { MarketFrame } from '../../../core/market/market-frame';
import { SymbolTable } from '../../../core/market/symbol-table';
import { Ranking } from '../../../core/radar/ranking';
import { RankTree } from '../../../core/radar/rank-tree';
import { DEFAULT_RADAR, type RadarSettings } from '../../../core/radar/settings';
import { rankByVolatility } from '../../../core/radar/volatility-rank';
import type { TickerFields } from '../../../core/market/events';
import { ticker } from '../../support/market-events';

const NAMES = ['M', 'C', 'Z', 'A', 'K', 'B', 'Y', 'D'];

describe('RankTree', () => {
  const anyValue = fc.oneof(fc.constantFrom(0, 2, 2.01, 5, 5, 127.99, 128, 4_000), fc.double({ min: 0, max: 200, noNaN: true }));
  const anyStep = fc.record({ id: fc.nat(NAMES.length - 1), value: fc.option(anyValue) });

  test('S1.19: whatever changes, ranks and the top are those of sorting all values, equal ones by name', () => {
    fc.assert(fc.property(fc.array(anyStep, { maxLength: 60 }), fc.integer({ min: 1, max: 10 }), (steps, count) => {
      const tree = new RankTree((id) => NAMES[id]!);
      const values = new Map<number, number>();
      for (const { id, value } of steps) {
        if (value === null) {
          tree.remove(id);
          values.delete(id);
        } else {
          tree.set(id, value);
          values.set(id, value);
        }
        const sorted = [...values].sort(([a, x], [b, y]) => y - x || (NAMES[a]! < NAMES[b]! ? -1 : 1)).map(([one]) => one);
        expect(tree.size).toBe(sorted.length);
        expect(tree.top(count)).toEqual(sorted.slice(0, count));
        expect(NAMES.map((_, one) => tree.rankOf(one))).toEqual(NAMES.map((_, one) => (sorted.includes(one) ? sorted.indexOf(one) + 1 : undefined)));
      }
    }));
  });

  test('more ids than there was room for keep their ranks', () => {
    const tree = new RankTree((id) => String(id));
    for (let id = 0; id < 1_000; id += 1) tree.set(id, (id * 37) % 1_000 / 5);
    expect(tree.top(3).map((id) => (id * 37) % 1_000)).toEqual([999, 998, 997]);
    expect(Array.from({ length: 1_000 }, (_, id) => tree.rankOf(id)).sort((a, b) => a! - b!)).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
  });
});

describe('Ranking', () => {
  const anyFields: fc.Arbitrary<TickerFields> = fc.record({
    lastPrice: fc.integer({ min: 0, max: 130 }), highPrice24h: fc.integer({ min: 0, max: 130 }), lowPrice24h: fc.integer({ min: 0, max: 110 }),
    previousPrice24h: fc.integer({ min: 0, max: 110 }), turnover24h: fc.constantFrom(0, 999_999, 1_000_000, 7e9),
  }, { requiredKeys: [] });
  const anyStep = fc.record({ symbol: fc.constantFrom(...NAMES), fields: anyFields, isSnapshot: fc.boolean(), listed: fc.option(fc.subarray(NAMES), { freq: 10 }) });

  test('S1.7, C1.3, B14: after every ticker and list of instruments the rank is that of the definition over what is known and listed', () => {
    fc.assert(fc.property(fc.array(anyStep, { maxLength: 60 }), fc.constantFrom('range' as const, 'abs_change' as const), (steps, volatilityMeasure) => {
      const settings: RadarSettings = { ...DEFAULT_RADAR, volatilityMeasure };
      const symbols = new SymbolTable();
      const ranking = new Ranking(settings, symbols);
      const known = new Map<string, TickerFields>();
      let isListed: (symbol: string) => boolean = () => true;
      for (const { symbol, fields, isSnapshot, listed } of steps) {
        ranking.accept(new MarketFrame().load(ticker(symbol, fields, 0, isSnapshot), symbols));
        if (isSnapshot || known.has(symbol)) known.set(symbol, isSnapshot ? fields : { ...known.get(symbol), ...fields });
        if (listed) {
          const instruments = listed.map((one) => ({ symbol: one, baseCoin: 'A', quoteCoin: 'USDT', tickSize: 0.1 }));
          ranking.replaceListing({ kind: 'universe', instruments, exchangeTimeMs: 0, receivedTimeMs: 0 });
          isListed = (one) => listed.includes(one);
        }
        const expected = rankByVolatility([...known].filter(([one]) => isListed(one)), settings).map((one) => one.symbol);
        expect(ranking.top(NAMES.length)).toEqual(expected);
        expect(ranking.size).toBe(expected.length);
        for (const one of NAMES) expect(ranking.filterOf(one) === undefined).toBe(expected.includes(one));
      }
    }));
  });

  test('the filter that keeps a symbol out is named with its value and threshold', () => {
    const symbols = new SymbolTable();
    const ranking = new Ranking(DEFAULT_RADAR, symbols);
    const passing = { highPrice24h: 110, lowPrice24h: 100, turnover24h: 5_000_000 };
    const say = (symbol: string, fields: TickerFields): void => ranking.accept(new MarketFrame().load(ticker(symbol, fields), symbols));
    say('A', passing);
    say('B', { ...passing, turnover24h: 900_000 });
    say('C', { ...passing, highPrice24h: 101 });
    say('D', { turnover24h: 5_000_000 });
    expect(['A', 'B', 'C', 'D', 'X'].map((symbol) => ranking.filterOf(symbol))).toEqual([
      undefined,
      { filter: 'turnover', value: 900_000, threshold: 1_000_000 },
      { filter: 'volatility', value: expect.closeTo(1, 9) as number, threshold: 2 },
      { filter: 'volatility', value: undefined, threshold: 2 },
      { filter: 'not-heard', value: undefined, threshold: undefined },
    ]);
    ranking.replaceListing({ kind: 'universe', instruments: [], exchangeTimeMs: 0, receivedTimeMs: 0 });
    expect(ranking.filterOf('A')).toMatchObject({ filter: 'not-listed' });
  });
});
