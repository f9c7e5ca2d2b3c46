import fc from 'fast-check';
import { DEFAULT_RADAR } from '../../../core/radar/settings';
import { rankByVolatility, volatilityPct } from '../../../core/radar/volatility-rank';
import { type RankOrder, WatchList } from '../../../core/radar/watch-list';

const settings = { ...DEFAULT_RADAR, activeSymbolsLimit: 5, leaveRank: 7, displaceRank: 3, leaveAfterMs: 60_000 };
const ranking = (...symbols: string[]): RankOrder => ({
  rankOf: (symbol) => (symbols.includes(symbol) ? symbols.indexOf(symbol) + 1 : undefined), top: (count) => symbols.slice(0, count),
});
const letters = (text: string) => ranking(...text);

describe('volatility rank', () => {
  const passing = { highPrice24h: 110, lowPrice24h: 100, turnover24h: 1_000_000, lastPrice: 105, previousPrice24h: 100 };

  test('C1.12: volatility is (high - low) / low in per cent, or the absolute change', () => {
    expect(volatilityPct(passing, 'range')).toBeCloseTo(10, 12);
    expect(volatilityPct(passing, 'abs_change')).toBeCloseTo(5, 12);
    expect(volatilityPct({ highPrice24h: 110 }, 'range')).toBeUndefined();
  });

  test('S1.33, S1.34: turnover below 1,000,000 and volatility below 2 % are out; the limits themselves are in', () => {
    const tickers = [
      ['IN', { ...passing, highPrice24h: 102 }],
      ['POOR', { ...passing, turnover24h: 999_999 }],
      ['CALM', { ...passing, highPrice24h: 101.9 }],
      ['MUTE', { turnover24h: 2_000_000 }],
    ] as const;
    expect(rankByVolatility(tickers, DEFAULT_RADAR).map(({ symbol }) => symbol)).toEqual(['IN']);
  });

  test('S1.19: rank 1 is the most volatile, equal ones in symbol order', () => {
    const at = (high: number) => ({ ...passing, highPrice24h: high });
    const tickers = [['B', at(120)], ['A', at(120)], ['C', at(150)]] as const;
    expect(rankByVolatility(tickers, DEFAULT_RADAR).map(({ symbol }) => symbol)).toEqual(['C', 'A', 'B']);
  });
});

describe('WatchList', () => {
  test('S1.8: the Top-N enter, best rank first', () => {
    expect(new WatchList(settings).refresh(letters('ABCDEFGH'), 0)).toEqual({ symbols: ['A', 'B', 'C', 'D', 'E'], entered: ['A', 'B', 'C', 'D', 'E'], left: [] });
  });

  test('C1.21: hovering around the limit changes nothing', () => {
    const list = new WatchList(settings);
    list.refresh(letters('ABCDEFGH'), 0);
    expect(list.refresh(letters('ABCDFEGH'), 5_000)).toMatchObject({ entered: [], left: [] });
  });

  test('C1.21: a member leaves after 60 s below the leaving rank, and not before', () => {
    const list = new WatchList(settings);
    list.refresh(letters('ABCDEFGH'), 0);
    expect(list.refresh(letters('ABCDFGHE'), 5_000).left).toEqual([]);
    expect(list.refresh(letters('ABCDFGHE'), 64_999).left).toEqual([]);
    expect(list.refresh(letters('ABCDFGHE'), 65_000)).toMatchObject({ entered: ['F'], left: ['E'] });
  });

  test('C1.21: coming back above the leaving rank starts the 60 s anew', () => {
    const list = new WatchList(settings);
    list.refresh(letters('ABCDEFGH'), 0);
    list.refresh(letters('ABCDFGHE'), 5_000);
    list.refresh(letters('ABCDEFGH'), 30_000);
    list.refresh(letters('ABCDFGHE'), 40_000);
    expect(list.refresh(letters('ABCDFGHE'), 70_000).left).toEqual([]);
  });

  test('C1.21: a member whose filter fails leaves at once', () => {
    const list = new WatchList(settings);
    list.refresh(letters('ABCDEFGH'), 0);
    expect(list.refresh(letters('ABCDFGH'), 5_000)).toMatchObject({ entered: ['F'], left: ['E'] });
  });

  test('a newcomer near the top takes the place of the worst member below the limit', () => {
    const list = new WatchList(settings);
    list.refresh(letters('ABCDEFGH'), 0);
    expect(list.refresh(letters('ZABCDEFG'), 5_000)).toMatchObject({ entered: ['Z'], left: ['E'] });
  });

  test('S1.31: whatever the ranks do, never more than the limit, and changes add up', () => {
    const anyRanking = fc.shuffledSubarray([...'ABCDEFGHIJKL'], { minLength: 0, maxLength: 12 });
    fc.assert(fc.property(fc.array(anyRanking, { maxLength: 20 }), (rounds) => {
      const list = new WatchList(settings);
      let members: readonly string[] = [];
      rounds.forEach((symbols, round) => {
        const change = list.refresh(ranking(...symbols), round * 20_000);
        const expected = new Set([...members.filter((symbol) => !change.left.includes(symbol)), ...change.entered]);
        expect(new Set(change.symbols)).toEqual(expected);
        expect(change.symbols.length).toBeLessThanOrEqual(settings.activeSymbolsLimit);
        expect(change.symbols.length).toBeGreaterThanOrEqual(Math.min(symbols.length, settings.activeSymbolsLimit));
        members = change.symbols;
      });
    }));
  });
});
