import fc from 'fast-check';
import { HORIZONS_MINUTES, parseAftermath, type Aftermath } from '../../../core/contracts/aftermath';
import type { MarketEvent, TradeEvent } from '../../../core/market/events';
import { MarketFrame } from '../../../core/market/market-frame';
import { SymbolTable } from '../../../core/market/symbol-table';
import { AftermathTracker, DEFAULT_AFTERMATH_TRACKER } from '../../../core/outcomes/aftermath-tracker';
import { controlsOf } from '../../../core/outcomes/null/control-sampler';
import { SeededDraws } from '../../../core/outcomes/null/seeded-draws';
import { clock, gap, resumed } from '../../support/market-events';
import { NOON_MS, opportunityWith } from '../../support/opportunity';
import { walkBars } from '../../support/seeded';

const SYMBOL = 'TAOUSDT';
const MINUTE = 60_000;

let nextId = 0;
/** A trade so many ms after the entry, received `delayMs` later on a clock that is `skewMs` ahead of the venue's. */
const tradeAt = (offsetMs: number, price: number, { delayMs = 20, skewMs = 0, symbol = SYMBOL } = {}): TradeEvent => ({
  kind: 'trade', symbol, price, quantity: 1, side: 'buy', tradeId: String((nextId += 1)),
  exchangeTimeMs: NOON_MS + offsetMs, receivedTimeMs: NOON_MS + offsetMs + delayMs + skewMs,
});

const followed = (fields = {}): AftermathTracker => {
  const tracker = new AftermathTracker();
  tracker.accept(tradeAt(-1, 100));
  tracker.follow(opportunityWith(fields));
  return tracker;
};

const feed = (tracker: AftermathTracker, events: readonly MarketEvent[]): Aftermath[] =>
  events.flatMap((event) => tracker.accept(event)).map((aftermath) => parseAftermath(aftermath));

const oneTradeAMinute = (minutes: number, skewMs = 0): MarketEvent[] =>
  Array.from({ length: minutes }, (_, minute) => [
    tradeAt(minute * MINUTE + 30_000, 101 + minute, { skewMs }),
    clock(NOON_MS + (minute + 1) * MINUTE + 2_100 + skewMs),
  ]).flat();

describe('aftermath tracker', () => {
  test('tells price, extremes and bars at 1, 5, 15 and 60 minutes, each once', () => {
    const told = feed(followed(), oneTradeAMinute(61));
    expect(told.map(({ horizon_minutes }) => horizon_minutes)).toEqual([...HORIZONS_MINUTES]);
    expect(told[1]).toMatchObject({ status: 'complete', entry_price: 100, entry_time_ms: NOON_MS, price: 105, high: 105, low: 101 });
    expect(told.map(({ bars }) => bars.length)).toEqual([1, 5, 15, 60]);
    expect(told[1]?.bars[0]).toEqual([NOON_MS, 101, 101, 101, 101, 1]);
  });

  test('forgets an opportunity after its last horizon and needs its symbol no more', () => {
    const tracker = followed();
    expect(tracker.symbols()).toEqual([SYMBOL]);
    feed(tracker, oneTradeAMinute(61));
    expect(tracker.symbols()).toEqual([]);
  });

  test('minutes without trades are flat at the price before', () => {
    const told = feed(followed(), [tradeAt(30_000, 103), tradeAt(4 * MINUTE, 99), clock(NOON_MS + 5 * MINUTE + 2_100)]);
    expect(told[1]?.bars.map((bar) => bar.slice(1))).toEqual([
      [103, 103, 103, 103, 1], [103, 103, 103, 103, 0], [103, 103, 103, 103, 0], [103, 103, 103, 103, 0], [99, 99, 99, 99, 1],
    ]);
  });

  test('a horizon in which nothing traded says so and stays flat at the entry', () => {
    const [told] = feed(followed(), [clock(NOON_MS + MINUTE + 2_100)]);
    expect(told).toMatchObject({ status: 'complete', price: null, high: null, low: null });
    expect(told?.bars).toEqual([[NOON_MS, 100, 100, 100, 100, 0]]);
  });

  test('B9: the order in which trades arrive within the grace changes nothing', () => {
    const trades = [0, 59_999, 20_000, 40_000, 20_000].map((offset, index) => tradeAt(offset, 100 + index));
    fc.assert(fc.property(fc.shuffledSubarray(trades, { minLength: trades.length }), (order) => {
      const received = order.map((trade) => ({ ...trade, receivedTimeMs: NOON_MS + MINUTE + 500 }));
      const [told] = feed(followed(), [...received, clock(NOON_MS + MINUTE + 5_000)]);
      expect(told).toMatchObject({ price: 101, high: 104, low: 100 });
    }));
  });

  test('a trade of the next minute never belongs to this horizon, and a late one is still waited for', () => {
    const tracker = followed();
    expect(feed(tracker, [tradeAt(MINUTE, 150), clock(NOON_MS + MINUTE + 1_500)])).toEqual([]);
    const [told] = feed(tracker, [tradeAt(59_000, 102, { delayMs: 2_500 }), clock(NOON_MS + MINUTE + 2_100)]);
    expect(told).toMatchObject({ price: 102, high: 102, low: 102 });
  });

  test('B10: a receive clock minutes ahead or behind the venue changes nothing', () => {
    const plain = feed(followed(), oneTradeAMinute(61));
    for (const skewMs of [-180_000, -1_272, 180_000]) {
      const tracker = new AftermathTracker();
      tracker.accept(tradeAt(-1, 100, { skewMs }));
      tracker.follow(opportunityWith());
      expect(feed(tracker, oneTradeAMinute(61, skewMs))).toEqual(plain);
    }
  });

  test('a trade stamped far in the future is not believed', () => {
    const [told] = feed(followed(), [{ ...tradeAt(50_000, 999), receivedTimeMs: NOON_MS + 10_000 }, tradeAt(30_000, 101), clock(NOON_MS + MINUTE + 2_100)]);
    expect(told).toMatchObject({ price: 101, high: 101 });
  });

  test('B8: a trade sent twice counts its volume once', () => {
    const twice = tradeAt(30_000, 101);
    const [told] = feed(followed(), [twice, twice, clock(NOON_MS + MINUTE + 2_100)]);
    expect(told?.bars[0]?.[5]).toBe(1);
  });

  test('a gap in the trades makes the horizons that reach into it blind at once, not the one already over', () => {
    const tracker = followed();
    const events = [tradeAt(30_000, 101), tradeAt(MINUTE + 500, 102), gap([SYMBOL], NOON_MS + MINUTE + 900, { lastDataTimeMs: NOON_MS + MINUTE + 520 })];
    expect(feed(tracker, events).map(({ horizon_minutes, status, blind_reason }) => [horizon_minutes, status, blind_reason])).toEqual([
      [5, 'blind', 'gap: disconnect'], [15, 'blind', 'gap: disconnect'], [60, 'blind', 'gap: disconnect'],
    ]);
    expect(feed(tracker, [resumed([SYMBOL], NOON_MS + MINUTE + 1_000), clock(NOON_MS + MINUTE + 2_100)])).toMatchObject([{ horizon_minutes: 1, status: 'complete', price: 101 }]);
  });

  test('a gap of another symbol, or of the order book alone, changes nothing', () => {
    const gaps = [gap(['OTHERUSDT'], NOON_MS + 10_000), gap([SYMBOL], NOON_MS + 10_000, { streams: ['book-top', 'ticker'] })];
    expect(feed(followed(), [...gaps, clock(NOON_MS + MINUTE + 2_100)])).toMatchObject([{ status: 'complete' }]);
  });

  test('an opportunity followed while its trades are missing is blind; once they flow again it is not', () => {
    const tracker = new AftermathTracker();
    feed(tracker, [tradeAt(-5_000, 100), gap([SYMBOL], NOON_MS - 2_000)]);
    expect(tracker.follow(opportunityWith()).map(({ status }) => status)).toEqual(['blind', 'blind', 'blind', 'blind']);
    feed(tracker, [tradeAt(-1_000, 100)]);
    expect(tracker.follow(opportunityWith({ dedupe_key: 'later' }))).toEqual([]);
  });

  test('D-4: tells how wide the book was, which settings decided, how volatile it was, and what random minutes before brought', () => {
    const bars = walkBars(new SeededDraws('bars'), 200, NOON_MS);
    const found = opportunityWith({ bars, bid_price: 99.99, ask_price: 100.01, config_hash: 'abc' });
    const tracker = new AftermathTracker();
    tracker.follow(found);
    const [first] = tracker.accept({ kind: 'clock', exchangeTimeMs: NOON_MS + 70_000, receivedTimeMs: NOON_MS + 70_000 });
    expect(first).toMatchObject({ horizon_minutes: 1, config_hash: 'abc', spread_fraction: expect.closeTo(0.0002, 8) as number, controls: controlsOf(found.dedupe_key, bars, 1) });
    expect(first?.volatility).not.toBeNull();
    expect(tracker.stop('end').every(({ controls }) => controls.length === 0)).toBe(true);
  });

  test('S1.42: a delisted symbol leaves its open horizons blind', () => {
    const universe: MarketEvent = {
      kind: 'universe', exchangeTimeMs: NOON_MS + 1_000, receivedTimeMs: NOON_MS + 1_000,
      instruments: [{ symbol: 'BTCUSDT', baseCoin: 'BTC', quoteCoin: 'USDT', tickSize: 0.1 }],
    };
    const told = feed(followed(), [universe]);
    expect(told).toHaveLength(4);
    expect(told.every(({ blind_reason }) => blind_reason === 'delisted')).toBe(true);
  });

  test('the same opportunity twice is followed once', () => {
    const tracker = followed();
    tracker.follow(opportunityWith());
    expect(feed(tracker, [clock(NOON_MS + MINUTE + 2_100)])).toHaveLength(1);
  });

  test('stopping tells every open horizon as blind with the reason', () => {
    const told = followed().stop('shutdown');
    expect(told.map(({ horizon_minutes, blind_reason }) => [horizon_minutes, blind_reason])).toEqual([[1, 'shutdown'], [5, 'shutdown'], [15, 'shutdown'], [60, 'shutdown']]);
  });

  test('beyond the bound the oldest is given up, so memory stays bounded', () => {
    const tracker = new AftermathTracker({ ...DEFAULT_AFTERMATH_TRACKER, maxFollowed: 2 });
    expect(tracker.follow(opportunityWith({ dedupe_key: 'a' }))).toEqual([]);
    expect(tracker.follow(opportunityWith({ dedupe_key: 'b' }))).toEqual([]);
    expect(tracker.follow(opportunityWith({ dedupe_key: 'c' })).map(({ opportunity_id, blind_reason }) => [opportunity_id, blind_reason]))
      .toEqual(HORIZONS_MINUTES.map(() => ['a', 'too-many-followed']));
  });

  test('a frame with several trades counts each of them, and one of a symbol that nobody follows counts for no one', () => {
    const symbols = new SymbolTable();
    const tracker = new AftermathTracker(DEFAULT_AFTERMATH_TRACKER, symbols);
    tracker.accept(new MarketFrame().load(tradeAt(-1, 100), symbols));
    tracker.follow(opportunityWith());
    const frame = new MarketFrame().load(tradeAt(10_000, 104, { delayMs: 20_020 }), symbols);
    frame.addTrade(tradeAt(20_000, 98));
    frame.addTrade(tradeAt(30_000, 101));
    tracker.accept(frame);
    tracker.accept(new MarketFrame().load(tradeAt(31_000, 500, { symbol: 'OTHERUSDT' }), symbols));
    expect(feed(tracker, [clock(NOON_MS + MINUTE + 2_100)])).toMatchObject([{ price: 101, high: 104, low: 98, bars: [[NOON_MS, 104, 104, 98, 101, 3]] }]);
  });

  test('goes on from its state with what it had counted, refused and told', () => {
    const events = [...oneTradeAMinute(7), tradeAt(8 * MINUTE, 90), gap(['OTHERUSDT'], NOON_MS + 8 * MINUTE + 100), ...oneTradeAMinute(61).slice(18)];
    const whole = feed(followed(), events);
    for (let cut = 0; cut <= events.length; cut += 1) {
      const [before, after] = [followed(), new AftermathTracker()];
      const told = feed(before, events.slice(0, cut));
      after.restore(structuredClone(before.state()));
      const twice = events.slice(0, cut).filter(({ kind }) => kind === 'trade').slice(-1);
      expect([...told, ...feed(after, [...twice, ...events.slice(cut)])]).toEqual(whole);
      expect(after.follow(opportunityWith({ dedupe_key: 'other', symbol: 'OTHERUSDT' }))).toHaveLength(4);
    }
  });
});
