import { Radar } from '../../../core/radar/radar';
import { DEFAULT_RADAR } from '../../../core/radar/settings';
import { book, clock, gap, resumed, ticker, trade } from '../../support/market-events';

const SOURCE = { venue: 'bybit', market: 'simulated' } as const;
const START_MS = Date.UTC(2025, 11, 18, 15, 0, 0);
const busy = { lastPrice: 100, highPrice24h: 110, lowPrice24h: 100, turnover24h: 5_000_000 };

/** A market of three listed symbols: two on a list of two, one below it; a fourth is poor, a fifth has not spoken. */
const market = (): Radar => {
  const radar = new Radar({ ...DEFAULT_RADAR, activeSymbolsLimit: 2 }, SOURCE);
  const symbols = ['AAAUSDT', 'BBBUSDT', 'CCCUSDT', 'POORUSDT'];
  const instruments = symbols.map((symbol) => ({ symbol, baseCoin: 'A', quoteCoin: 'USDT', tickSize: 0.001 }));
  radar.accept({ kind: 'universe', instruments, exchangeTimeMs: START_MS, receivedTimeMs: START_MS });
  symbols.forEach((symbol, index) => radar.accept(ticker(symbol, { ...busy, highPrice24h: 150 - index, turnover24h: symbol === 'POORUSDT' ? 5 : 5e6 }, START_MS)));
  radar.accept(clock(START_MS));
  return radar;
};

describe('Radar.explain', () => {
  test('S1.7: rank, size of the ranked market, and what keeps a symbol off the list', () => {
    const radar = market();
    expect(radar.explain('AAAUSDT').watch).toEqual({ isOnList: true, isFollowed: true, rank: 1, universe: 3, keptOffBy: undefined });
    expect(radar.explain('CCCUSDT').watch).toEqual({ isOnList: false, isFollowed: false, rank: 3, universe: 3, keptOffBy: { filter: 'rank', value: 3, threshold: 2 } });
    expect(radar.explain('POORUSDT').watch).toMatchObject({ rank: undefined, keptOffBy: { filter: 'turnover', value: 5, threshold: 1_000_000 } });
    expect(radar.explain('XXXUSDT')).toMatchObject({ watch: { keptOffBy: { filter: 'not-heard' } }, conditions: [], warmup: [], lastFired: [] });
  });

  test('the table stands as it is now, and the warm-up says what there is of what is needed', () => {
    const radar = market();
    for (let index = 0; index <= 10; index += 1) {
      const timeMs = START_MS + index * 3_000;
      radar.accept(book({ exchangeTimeMs: timeMs, bidQuantity: 9_000 }));
      radar.accept(trade({ exchangeTimeMs: timeMs + 10 }));
      radar.accept(clock(timeMs + 1_000));
    }
    const { conditions, warmup, delivers, timeMs } = radar.explain('AAAUSDT');
    expect(conditions.find(({ name }) => name === 'ob_imbalance_abs')).toMatchObject({ value: 0.8, threshold: 0.7, met: true });
    expect(conditions.find(({ name }) => name === 'bb_squeeze_score')).toMatchObject({ value: null, met: false });
    expect(warmup).toEqual([
      { name: 'band_bars', have: 9, need: 20 }, { name: 'bb_widths', have: 0, need: 100 }, { name: 'ob_updates', have: 11, need: 20 },
      { name: 'volume_bars', have: 9, need: 100 }, { name: 'minute_bars', have: 0, need: 200 },
    ]);
    expect([delivers, timeMs]).toEqual([true, START_MS + 31_000]);
  });

  test('a blind stream stands with its cause and since when, until it delivers again', () => {
    const radar = market();
    radar.accept(gap(['AAAUSDT'], START_MS + 1_000, { cause: 'pong-timeout', lastDataTimeMs: START_MS + 400 }));
    const blind = (stream: string) => ({ stream, cause: 'pong-timeout', sinceMs: START_MS + 400 });
    expect(radar.explain('AAAUSDT').blind).toEqual([blind('ticker'), blind('book-top'), blind('trade')]);
    radar.accept(book({ exchangeTimeMs: START_MS + 1_500 }));
    expect(radar.explain('AAAUSDT').blind).toEqual([blind('ticker'), blind('trade')]);
    radar.accept({ ...resumed(['AAAUSDT'], START_MS + 2_000), streams: ['trade'] });
    radar.accept(ticker('AAAUSDT', busy, START_MS + 2_000));
    expect(radar.explain('AAAUSDT').blind).toEqual([]);
  });

  test('C1.11: what fired last, and for how much longer it is held back', () => {
    const radar = market();
    for (let index = 0; index <= 40; index += 1) radar.accept(book({ exchangeTimeMs: START_MS + index * 100, bidQuantity: 9_000 }));
    radar.accept(clock(START_MS + 10_000));
    const firedMs = START_MS + 3_000;
    expect(radar.explain('AAAUSDT').lastFired).toEqual([
      { type: 'ob_breakout', eventId: 'opp-20251218-150003-001', timeMs: firedMs, coolDownRemainingMs: 300_000 - 7_000 },
    ]);
    radar.accept(clock(firedMs + 400_000));
    expect(radar.explain('AAAUSDT').lastFired).toMatchObject([{ coolDownRemainingMs: 0 }]);
  });
});
