import { OPPORTUNITY_SCHEMA, parseOpportunity, type Opportunity } from '../../../core/contracts/opportunity';
import type { MarketEvent } from '../../../core/market/events';
import { Radar, type RadarFinding, type WatchFinding } from '../../../core/radar/radar';
import { DEFAULT_RADAR, type RadarSettings } from '../../../core/radar/settings';
import { bar, book, clock, gap, resumed, ticker, trade } from '../../support/market-events';

const SOURCE = { venue: 'bybit', market: 'simulated' } as const;
const START_MS = Date.UTC(2025, 11, 18, 15, 0, 0);
const SYMBOL = 'AAAUSDT';
const busy = { lastPrice: 100, highPrice24h: 110, lowPrice24h: 100, turnover24h: 5_000_000, previousPrice24h: 101 };

/** Feeds events in order and keeps what came out. */
class Bench {
  readonly findings: RadarFinding[] = [];
  readonly radar: Radar;
  nowMs = START_MS;

  constructor(settings: Partial<RadarSettings> = {}) {
    this.radar = new Radar({ ...DEFAULT_RADAR, ...settings }, SOURCE);
  }

  accept(...events: MarketEvent[]): this {
    for (const event of events) this.findings.push(...this.radar.accept(event));
    return this;
  }

  /** Lists `symbols`, ranks them in order and watches them. */
  watch(...symbols: string[]): this {
    const instruments = symbols.map((symbol) => ({ symbol, baseCoin: 'A', quoteCoin: 'USDT', tickSize: 0.001 }));
    this.accept({ kind: 'universe', instruments, exchangeTimeMs: this.nowMs, receivedTimeMs: this.nowMs });
    symbols.forEach((symbol, index) => this.accept(ticker(symbol, { ...busy, highPrice24h: 150 - index }, this.nowMs)));
    return this.accept(clock(this.nowMs));
  }

  /** One 3-second bar: trades on three prices around `close`, then the clock past its end. */
  bar(close: number, quantity = 10): this {
    this.nowMs += 3_000;
    const at = (offsetMs: number, price: number) =>
      this.accept(trade({ symbol: SYMBOL, exchangeTimeMs: this.nowMs - 3_000 + offsetMs, price, quantity: quantity / 2 }));
    this.accept(ticker(SYMBOL, { lastPrice: close }, this.nowMs, false));
    at(500, close - 0.01);
    at(2_500, close);
    return this.accept(clock(this.nowMs + 350));
  }

  bars(count: number, close: (index: number) => number): this {
    for (let index = 0; index < count; index += 1) this.bar(close(index));
    return this;
  }

  /** A book leaning to the bids for four seconds. */
  lean(symbol = SYMBOL): this {
    for (let index = 0; index <= 40; index += 1) {
      this.accept(book({ symbol, exchangeTimeMs: this.nowMs + index * 100, bidQuantity: 9_000, askQuantity: 1_000 }));
    }
    this.nowMs += 6_000;
    return this.accept(clock(this.nowMs));
  }

  opportunities(): Opportunity[] {
    return this.findings.flatMap((finding) => (finding.kind === 'opportunity' ? [finding.opportunity] : []));
  }

  watchLists(): WatchFinding[] {
    return this.findings.flatMap((finding) => (finding.kind === 'watch-list' ? [finding] : []));
  }
}

const wide = (index: number): number => 100 + (index % 2 === 0 ? 1 : -1);
const quiet = (index: number): number => 100 + (index % 2 === 0 ? 0.05 : -0.05);
const squeezed = (): Bench => new Bench().watch(SYMBOL).bars(150, wide).bars(40, quiet);

describe('Radar', () => {
  test('S1.7, S1.8: tickers rank the market and the watch list follows, best first', () => {
    const bench = new Bench().watch('AAAUSDT', 'BBBUSDT', 'CCCUSDT');
    expect(bench.watchLists()).toEqual([{
      kind: 'watch-list', symbols: ['AAAUSDT', 'BBBUSDT', 'CCCUSDT'], entered: ['AAAUSDT', 'BBBUSDT', 'CCCUSDT'], left: [],
      subscribed: ['AAAUSDT', 'BBBUSDT', 'CCCUSDT'],
    }]);
  });

  test('S1.7: the first rank waits for every listed symbol to speak, but not longer than one interval', () => {
    const listed = (bench: Bench): Bench => bench.accept({
      kind: 'universe', instruments: ['AAAUSDT', 'BBBUSDT'].map((symbol) => ({ symbol, baseCoin: 'A', quoteCoin: 'USDT', tickSize: 0.001 })),
      exchangeTimeMs: START_MS, receivedTimeMs: START_MS,
    }).accept(ticker('BBBUSDT', busy, START_MS), clock(START_MS));
    expect(listed(new Bench()).watchLists()).toEqual([]);
    expect(listed(new Bench()).accept(ticker('AAAUSDT', busy, START_MS), clock(START_MS + 100)).watchLists()).toMatchObject([{ symbols: ['AAAUSDT', 'BBBUSDT'] }]);
    expect(listed(new Bench()).accept(clock(START_MS + 5_000)).watchLists()).toMatchObject([{ symbols: ['BBBUSDT'] }]);
  });

  test('S1.32: the watch list is refreshed every 5 s, not on every tick', () => {
    const bench = new Bench().watch('AAAUSDT');
    bench.accept(ticker('BBBUSDT', busy, bench.nowMs), clock(bench.nowMs + 4_900));
    expect(bench.watchLists()).toHaveLength(1);
  });

  test('S1.9, S1.11, S1.12: a squeeze that breaks upwards is one release with the armed maximum', () => {
    const bench = squeezed().bar(101).bar(101.5);
    const [opportunity, ...others] = bench.opportunities();
    expect(others).toEqual([]);
    expect(opportunity).toMatchObject({ opportunity_type: 'bb_squeeze_release', side: 'buy', symbol: SYMBOL, volatility_rank: 1, volatility_universe: 1 });
    expect(opportunity?.bb_squeeze_score).toBeCloseTo(0.95, 2);
  });

  test('S1.16: the message parses, and its fields stand in the source\'s order with the additions after them', () => {
    const [opportunity] = squeezed().bar(101).opportunities();
    expect(parseOpportunity(JSON.parse(JSON.stringify(opportunity)))).toEqual(opportunity);
    expect(Object.keys(opportunity ?? {}).slice(0, 11)).toEqual([
      'event_id', 'symbol', 'opportunity_type', 'volatility_rank', 'bb_squeeze_score', 'ob_imbalance', 'volume_spike_x', 'price',
      'timestamp', 'trigger_action', 'schema',
    ]);
    expect(opportunity?.schema).toBe(OPPORTUNITY_SCHEMA);
  });

  test('the dedupe key is a pure function of the event: venue, symbol, detector, bar close, side', () => {
    const bench = squeezed();
    const barCloseMs = bench.nowMs + 3_000;
    const [opportunity] = bench.bar(101).opportunities();
    expect(opportunity?.dedupe_key).toBe(`bybit|${SYMBOL}|bb_squeeze_release@1|${barCloseMs}|buy`);
  });

  test('C1.8: a release is an event of its bar: pressure on the book right after it is a breakout of its own', () => {
    const types = squeezed().bar(101).lean().opportunities().map(({ opportunity_type: type }) => type);
    expect(types).toEqual(['bb_squeeze_release', 'ob_breakout']);
  });

  test('S1.14: a book leaning to the bids for seconds is one imbalance with bid and ask in the message', () => {
    const [opportunity, ...others] = new Bench().watch(SYMBOL).bars(2, wide).lean().opportunities();
    expect(others).toEqual([]);
    expect(opportunity).toMatchObject({ opportunity_type: 'ob_breakout', side: 'buy', ob_imbalance: 0.8, bid_price: 99.99, ask_price: 100.01, tick_size: 0.001 });
  });

  test('B6: a crossed book gives no opportunity and no entry price, a locked one is a book', () => {
    const lean = (askPrice: number): Opportunity[] => {
      const bench = new Bench().watch(SYMBOL).bars(2, wide);
      for (let index = 0; index <= 40; index += 1) {
        bench.accept(book({ symbol: SYMBOL, exchangeTimeMs: bench.nowMs + index * 100, bidPrice: 100, askPrice, bidQuantity: 9_000 }));
      }
      return bench.opportunities();
    };
    expect(lean(99.99)).toEqual([]);
    expect(lean(100)).toMatchObject([{ opportunity_type: 'ob_breakout', bid_price: 100, ask_price: 100 }]);
  });

  test('B6: one crossed update inside a hold starts the hold anew', () => {
    const bench = new Bench().watch(SYMBOL).bars(2, wide);
    const at = (index: number, bidPrice: number) =>
      bench.accept(book({ symbol: SYMBOL, exchangeTimeMs: bench.nowMs + index * 100, bidPrice, askPrice: 100.01, bidQuantity: 9_000 }));
    for (let index = 0; index <= 58; index += 1) at(index, index === 29 ? 100.02 : 100);
    expect(bench.opportunities()).toEqual([]);
    for (let index = 59; index <= 60; index += 1) at(index, 100);
    expect(bench.opportunities()).toHaveLength(1);
  });

  test('S1.15: a bar of five times the mean volume is a volume spark', () => {
    const [opportunity] = new Bench().watch(SYMBOL).bars(110, wide).bar(101, 500).opportunities();
    expect(opportunity).toMatchObject({ opportunity_type: 'volume_spark', volume_spike_x: 50 });
  });

  test('C1.11: the same again within 300 s is held back and counted', () => {
    const bench = new Bench().watch(SYMBOL).bars(2, wide).lean();
    bench.accept(book({ symbol: SYMBOL, exchangeTimeMs: bench.nowMs }));
    for (let index = 0; index < 20; index += 1) bench.accept(book({ symbol: SYMBOL, exchangeTimeMs: bench.nowMs + index }));
    bench.lean();
    expect(bench.opportunities()).toHaveLength(1);
    expect(bench.radar.counts()).toMatchObject({ opportunities: 1, suppressed: 1 });
  });

  test('the same events give the same findings', () => {
    const run = (): string => JSON.stringify(squeezed().bar(101).bars(30, wide).lean().findings);
    expect(run().replace(/"t\d+"/g, '')).toBe(run().replace(/"t\d+"/g, ''));
  });

  test('S1.45: the message carries the last 200 closed one-minute bars from the venue\'s history', () => {
    const minute = Math.floor(START_MS / 60_000);
    const history = Array.from({ length: 250 }, (_, index) => bar({ startTimeMs: (minute - 250 + index) * 60_000 }));
    const bench = new Bench().watch(SYMBOL);
    bench.accept({ kind: 'backfill', symbol: SYMBOL, bars: history, exchangeTimeMs: START_MS, receivedTimeMs: START_MS });
    const [opportunity] = bench.bars(2, wide).lean().opportunities();
    expect(opportunity?.bars).toHaveLength(200);
    expect(opportunity?.bars.at(-1)?.[0]).toBe((minute - 1) * 60_000);
  });

  describe('across a gap', () => {
    test('a squeeze armed before it releases nothing after it', () => {
      const bench = squeezed();
      bench.accept(gap([SYMBOL], bench.nowMs), resumed([SYMBOL], bench.nowMs));
      expect(bench.bars(15, (index) => 100 + index).opportunities()).toEqual([]);
    });

    test('no bar closes while the trades are blind', () => {
      const bench = new Bench().watch(SYMBOL).bars(110, wide);
      bench.accept(gap([SYMBOL], bench.nowMs));
      bench.accept(clock(bench.nowMs + 60_000));
      bench.accept(resumed([SYMBOL], bench.nowMs + 60_000));
      bench.nowMs += 60_000;
      expect(bench.bars(1, wide).bar(101, 500).opportunities()).toEqual([]);
    });

    test('an imbalance starts its hold anew', () => {
      const bench = new Bench().watch(SYMBOL).bars(2, wide);
      for (let index = 0; index < 25; index += 1) bench.accept(book({ symbol: SYMBOL, exchangeTimeMs: bench.nowMs + index * 100, bidQuantity: 9_000 }));
      bench.accept(gap([SYMBOL], bench.nowMs + 2_500), resumed([SYMBOL], bench.nowMs + 2_600));
      for (let index = 26; index < 46; index += 1) bench.accept(book({ symbol: SYMBOL, exchangeTimeMs: bench.nowMs + index * 100, bidQuantity: 9_000 }));
      expect(bench.opportunities()).toEqual([]);
    });

    test('a ticker delta before the new snapshot is not merged into what was known', () => {
      const bench = new Bench().watch(SYMBOL);
      bench.accept(gap([SYMBOL], bench.nowMs), ticker(SYMBOL, { turnover24h: 1 }, bench.nowMs, false));
      bench.accept(clock(bench.nowMs + 5_000));
      expect(bench.watchLists().at(-1)?.left).toEqual([]);
    });
  });

  describe('symbols that go', () => {
    test('S1.42: a symbol without an update for 300 s is dropped', () => {
      const bench = new Bench().watch('AAAUSDT', 'BBBUSDT');
      bench.accept(ticker('AAAUSDT', busy, bench.nowMs + 299_000), clock(bench.nowMs + 300_000));
      expect(bench.watchLists().at(-1)).toMatchObject({ symbols: ['AAAUSDT'], left: ['BBBUSDT'] });
      expect(bench.radar.counts().allSymbols).toBe(1);
    });

    test('C1.21: it stays subscribed for 300 s after leaving, so that its bars go on', () => {
      const bench = new Bench().watch('AAAUSDT', 'BBBUSDT');
      const poor = { ...busy, turnover24h: 0 };
      bench.accept(ticker('BBBUSDT', poor, bench.nowMs), clock(bench.nowMs + 5_000));
      expect(bench.watchLists().at(-1)).toMatchObject({ left: ['BBBUSDT'], subscribed: ['AAAUSDT', 'BBBUSDT'] });
      bench.accept(ticker('AAAUSDT', busy, bench.nowMs + 300_000), ticker('BBBUSDT', poor, bench.nowMs + 300_000), clock(bench.nowMs + 305_000));
      expect(bench.watchLists().at(-1)).toMatchObject({ left: [], subscribed: ['AAAUSDT'] });
    });

    test('one that left gives no opportunity', () => {
      const bench = new Bench().watch('AAAUSDT', 'BBBUSDT').bars(2, wide);
      bench.accept(ticker('AAAUSDT', { ...busy, turnover24h: 0 }, bench.nowMs), clock(bench.nowMs + 6_000));
      bench.nowMs += 6_000;
      expect(bench.lean().opportunities()).toEqual([]);
    });

    test('B14: a delisted symbol leaves with the next list of instruments', () => {
      const bench = new Bench().watch('AAAUSDT', 'BBBUSDT');
      const only = [{ symbol: 'BBBUSDT', baseCoin: 'B', quoteCoin: 'USDT', tickSize: 0.001 }];
      bench.accept({ kind: 'universe', instruments: only, exchangeTimeMs: bench.nowMs, receivedTimeMs: bench.nowMs }, clock(bench.nowMs + 5_000));
      expect(bench.watchLists().at(-1)).toMatchObject({ symbols: ['BBBUSDT'], left: ['AAAUSDT'] });
    });

    test('B14: nothing of a delisted symbol is kept: listed again it begins anew, and it is not asked for meanwhile', () => {
      const bench = new Bench().watch(SYMBOL, 'BBBUSDT');
      const once = trade({ symbol: SYMBOL, exchangeTimeMs: bench.nowMs });
      bench.accept(once, once);
      const only = [{ symbol: 'BBBUSDT', baseCoin: 'B', quoteCoin: 'USDT', tickSize: 0.001 }];
      bench.accept({ kind: 'universe', instruments: only, exchangeTimeMs: bench.nowMs, receivedTimeMs: bench.nowMs });
      bench.accept(gap([SYMBOL], bench.nowMs, { cause: 'unsubscribed' }), clock(bench.nowMs + 5_000));
      expect(bench.watchLists().at(-1)).toMatchObject({ left: [SYMBOL], subscribed: ['BBBUSDT'] });
      bench.nowMs += 10_000;
      bench.watch(SYMBOL, 'BBBUSDT').accept(once);
      expect(bench.radar.counts().duplicateTrades).toBe(1);
    });

    test('S1.28: what was counted of a symbol stays counted when the symbol has gone', () => {
      const bench = new Bench().watch(SYMBOL, 'BBBUSDT');
      const once = trade({ symbol: SYMBOL, exchangeTimeMs: bench.nowMs });
      bench.accept(once, once, ticker(SYMBOL, { ...busy, turnover24h: 0 }, bench.nowMs), clock(bench.nowMs + 5_000));
      bench.accept(gap([SYMBOL], bench.nowMs + 5_000, { cause: 'unsubscribed' }));
      expect(bench.radar.counts().duplicateTrades).toBe(1);
    });
  });

  test('B8, B10: a repeated trade and one from the future are dropped and counted', () => {
    const bench = new Bench().watch(SYMBOL);
    const once = trade({ symbol: SYMBOL, exchangeTimeMs: bench.nowMs });
    bench.accept(once, once, trade({ symbol: SYMBOL, exchangeTimeMs: bench.nowMs + 3_600_000, receivedTimeMs: bench.nowMs }));
    expect(bench.radar.counts()).toMatchObject({ duplicateTrades: 1, futureTrades: 1 });
  });
});
