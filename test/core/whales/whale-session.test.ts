import { parseOpportunity } from '../../../core/contracts/opportunity';
import { parseWhaleFeed, WHALE_FEED_SCHEMA } from '../../../core/contracts/whale-feed';
import { parseWhaleOrder } from '../../../core/contracts/whale-order';
import type { WhaleSettings } from '../../../core/whales/settings';
import { bar } from '../../support/market-events';
import { SYMBOL, START_MS, WhaleBench } from '../../support/whale-bench';

const PRICE = 99.95;
/** 500 times the other levels: size counts in full. */
const HUGE = { [PRICE]: 5_000 };
/** Hot after a second, so that tests need no minutes. */
const QUICK = { hotPoolLifetimeSeconds: 1, subscriptionIntervalMs: 100 };
/** Everything that lives long enough is a diamond. */
const EASY = { ...QUICK, farDistanceShare: 1, stormVolatility: 1, blend: { conservative: 0, aggressive: 0, hybrid: 0, time_focused: 0, size_focused: 1, context_adjusted: 0 } };

const openedBench = (settings: Partial<WhaleSettings> = {}): WhaleBench => new WhaleBench({ ...QUICK, ...settings }).stand(HUGE, 500).openBook(HUGE);

describe('the hot pool', () => {
  test('S2.22 to S2.28: a hot level is told in the contract\'s shape, and so is its end', () => {
    const bench = openedBench().stand(HUGE, 5_000).diff({ bids: [[PRICE, 0]] }).wait(3_000);
    const changes = bench.of('whale').map(({ change }) => change);
    expect(changes.length).toBeGreaterThan(1);
    for (const { order } of changes) expect(parseWhaleOrder(JSON.parse(JSON.stringify(order)))).toEqual(order);
    expect(changes.filter(({ removed_time_ms }) => removed_time_ms !== null)).toMatchObject([{ order: { fate: { kind: 'pulled', rest_quantity: 0 } } }]);
    expect(() => parseWhaleFeed({ schema: WHALE_FEED_SCHEMA, kind: 'changes', sequence: 1, sent_time_ms: 1, changes })).not.toThrow();
  });

  test('its fields stand in the source\'s order', () => {
    const [change] = openedBench().stand(HUGE, 2_000).of('whale');
    expect(Object.keys(change?.change.order ?? {}).slice(0, 11)).toEqual([
      'order_hash', 'symbol', 'current_price', 'order_price', 'usd_value', 'lifetime_seconds', 'time_factors', 'weights', 'categories', 'market_context', 'analytics',
    ]);
  });

  test('what is known of a level is in its message', () => {
    const [order] = openedBench().stand(HUGE, 3_000).session.hotOrders();
    expect(order).toMatchObject({
      symbol: SYMBOL, side: 'buy', exchange: 'binance', market: 'simulated', current_price: 100, order_price: PRICE, usd_value: 5_000 * PRICE, first_seen_ms: START_MS + 100,
      lifetime_seconds: 3.5, incarnation: 1, blind_seconds: 0, weights_version: 'weights.v1', fate: { kind: null, first_quantity: 5_000, rest_quantity: 5_000 },
    });
    expect(order?.analytics).toMatchObject({ distance_to_round_level: expect.any(Number) as number, historical_success_rate: null, historical_success_n: 0, spoof_score: null });
    expect(order?.analytics.distance_to_price).toBeCloseTo(0.0005, 10);
    expect(order?.analytics.size_vs_average_top10).toBeCloseTo(500, 0);
    expect(order?.market_context).toEqual({ symbol_volatility_1h: null, market_volatility: null, time_of_day_factor: null, weekend_factor: null });
  });

  test('a level that stands still is told again each ten seconds, a change of its value at its next turn', () => {
    const bench = openedBench({ tellWeightChange: 1 }).stand(HUGE, 2_000);
    const toldBefore = bench.of('whale').length;
    bench.stand(HUGE, 9_000);
    expect(bench.of('whale').length - toldBefore).toBeLessThanOrEqual(1);
    bench.stand(HUGE, 10_000);
    const told = bench.of('whale').length;
    bench.diff({ bids: [[PRICE, 4_000]] }).stand({}, 500);
    expect(bench.of('whale').slice(told).map(({ change }) => change.order.usd_value)).toEqual([4_000 * PRICE]);
  });

  test('C2.18: what workers are here', () => {
    expect(openedBench().stand(HUGE, 2_000).session.status().workers).toEqual({ primary: 5, observer: 1, hot: 1 });
  });
});

describe('what is asked for', () => {
  test('S2.2: the swept symbols at once, and books and trades where a level is', () => {
    const bench = new WhaleBench({ subscriptionIntervalMs: 1_000 }, [SYMBOL, 'BBBUSDT']);
    expect(bench.of('subscriptions')).toEqual([{ kind: 'subscriptions', swept: [SYMBOL, 'BBBUSDT'], books: [], trades: [] }]);
    bench.stand(HUGE, 1_000);
    expect(bench.of('subscriptions').at(-1)).toMatchObject({ books: [SYMBOL], trades: [SYMBOL] });
  });

  test('a book is kept for a while after the last level, then given up', () => {
    const bench = new WhaleBench({ bookLingerMs: 5_000, subscriptionIntervalMs: 100 }).stand(HUGE, 500).stand({}, 5_000);
    expect(bench.of('subscriptions').at(-1)?.books).toEqual([SYMBOL]);
    bench.stand({}, 5_000);
    expect(bench.of('subscriptions').at(-1)?.books).toEqual([]);
    expect(bench.session.status().pools.booksWanted).toBe(0);
  });

  test('no more than the limit, the largest levels first', () => {
    const bench = new WhaleBench({ maxBooks: 1, subscriptionIntervalMs: 100 }, [SYMBOL, 'BBBUSDT']);
    bench.depth({ [PRICE]: 100 }, 100, SYMBOL).depth({ [PRICE]: 150 }, 100, 'BBBUSDT');
    expect(bench.of('subscriptions').at(-1)?.books).toEqual([SYMBOL]);
    bench.depth({ [PRICE]: 250 }, 100, 'BBBUSDT');
    expect(bench.of('subscriptions').at(-1)?.books).toEqual(['BBBUSDT']);
  });

  test('nothing is said where nothing changed', () => {
    const bench = new WhaleBench({ subscriptionIntervalMs: 100 }).stand(HUGE, 5_000);
    expect(bench.of('subscriptions')).toHaveLength(2);
  });
});

describe('a level that turns diamond', () => {
  const easy = (): WhaleBench => {
    const bench = new WhaleBench(EASY).stand(HUGE, 500).openBook(HUGE);
    bench.accept({ kind: 'backfill', symbol: SYMBOL, bars: [bar({ startTimeMs: START_MS - 60_000 })], exchangeTimeMs: bench.nowMs, receivedTimeMs: bench.nowMs });
    return bench.stand(HUGE, 60_000);
  };

  test('S2.16: is an opportunity like any other, once', () => {
    const bench = easy();
    const [found, ...more] = bench.of('opportunity').map(({ opportunity }) => opportunity);
    expect(more).toEqual([]);
    expect(parseOpportunity(JSON.parse(JSON.stringify(found)))).toEqual(found);
    const hash = bench.session.hotOrders()[0]?.order_hash;
    expect(found).toMatchObject({
      opportunity_type: 'whale_diamond', thesis: 'reversion', side: 'buy', symbol: SYMBOL, price: 100, bid_price: 99.99, ask_price: 100.01, tick_size: 0.01,
      dedupe_key: `binance|${SYMBOL}|whale_diamond@1|${hash}|buy`, confidence_kind: 'heuristic', fired: ['whale_diamond'], bars: [[START_MS - 60_000, 100, 100, 100, 100, 1]],
    });
    expect(found?.conditions.every(({ met }) => met)).toBe(true);
  });

  test('C1.14: its event id counts from 501, so that it cannot meet one of the radar', () => {
    expect(easy().of('opportunity')[0]?.opportunity.event_id).toMatch(/^opp-\d{8}-\d{6}-501$/);
  });

  test('another one on the same side cools down, one on the other side does not', () => {
    const bench = easy();
    const walls = { ...HUGE, '99.93': 900_000, '100.07': 5_000 };
    bench.diff({ bids: [[99.93, 900_000]], asks: [[100.07, 5_000]] }).stand(walls, 60_000);
    expect(bench.of('opportunity').map(({ opportunity }) => opportunity.side)).toEqual(['buy', 'sell']);
    expect(bench.session.status().counts).toMatchObject({ opportunities: 2, suppressed: 1 });
  });

  test('one of little value is no opportunity', () => {
    expect(new WhaleBench({ ...EASY, opportunityMinNotionalUsdt: 1e9 }).stand(HUGE, 60_000).of('opportunity')).toEqual([]);
  });

  test('what followed is told, and its trades stay asked for', () => {
    const bench = easy();
    bench.diff({ bids: [[PRICE, 0]] }).stand({}, 40_000);
    expect(bench.of('subscriptions').at(-1)).toMatchObject({ books: [], trades: [SYMBOL] });
    bench.trade(100, 1, 'buy').wait(30_000);
    expect(bench.of('aftermath')).toMatchObject([{ aftermath: { opportunity_type: 'whale_diamond', horizon_minutes: 1, status: 'complete' } }]);
    expect(bench.session.stop('shutdown').filter(({ kind }) => kind === 'aftermath')).toHaveLength(3);
  });
});

test('the same inputs give the same findings', () => {
  const run = () => openedBench().stand(HUGE, 3_000).trade(PRICE, 100, 'sell').diff({ bids: [[PRICE, 4_900]] }).stand(HUGE, 2_000).gap('depth', 'diff', 'trade').wait(1_000).stand({}, 3_000);
  const [once, again] = [run(), run()];
  expect(JSON.stringify(again.findings)).toBe(JSON.stringify(once.findings));
  expect(once.findings.length).toBeGreaterThan(10);
});
