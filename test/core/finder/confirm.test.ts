import fc from 'fast-check';
import { parseOpportunity } from '../../../core/contracts/opportunity';
import type { WireBar } from '../../../core/contracts/common';
import type { Opportunity } from '../../../core/contracts/opportunity';
import { parseSignal, type Signal } from '../../../core/contracts/signal';
import { REJECT_REASONS } from '../../../core/finder/check';
import { confirm } from '../../../core/finder/confirm';
import { DEFAULT_FINDER, type FinderSettings } from '../../../core/finder/settings';
import { barsFromCloses, NOON_MS, opportunityWith } from '../../support/opportunity';
import { seededRandom } from '../../support/price-series';

const DECIDED_MS = NOON_MS + 500;

/** A market that rises in waves: an upward trend, room left below the last high, and a turn up at the end. */
const risingCloses = Array.from({ length: 200 }, (_, minute) =>
  100 + 0.01 * minute + 0.5 * Math.sin((minute - 202) / 9) + (minute % 2 === 0 ? -0.05 : 0.05));
const rising = opportunityWith({ bars: barsFromCloses(risingCloses, 0.05), price: risingCloses.at(-1)!, tick_size: 0.01 });

const decide = (fields: Partial<Opportunity> = {}, settings: Partial<FinderSettings> = {}, decidedMs = DECIDED_MS): Signal =>
  parseSignal(confirm({ ...rising, ...fields }, { ...DEFAULT_FINDER, ...settings }, decidedMs));

const mirrored = (bars: readonly WireBar[], about: number): WireBar[] =>
  bars.map(([time, open, high, low, close, volume]): WireBar => [time, about - open, about - low, about - high, about - close, volume]);

/** A random market and an opportunity in it, of any size of price and either side. */
const anyOpportunity: fc.Arbitrary<Opportunity> = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 30 }), side: fc.constantFrom('buy' as const, 'sell' as const), count: fc.integer({ min: 0, max: 200 }),
  stepFraction: fc.double({ min: 0.00005, max: 0.01, noNaN: true }), drift: fc.double({ min: -0.4, max: 0.4, noNaN: true }),
  hasBook: fc.boolean(), hasTick: fc.boolean(),
}).map(({ seed, side, count, stepFraction, drift, hasBook, hasTick }) => {
  const random = seededRandom(seed);
  const closes: number[] = [];
  for (let price = 100, minute = 0; minute < count + 1; minute += 1) {
    price *= 1 + stepFraction * (random() - 0.5 + drift * (side === 'buy' ? 1 : -1));
    closes.push(price);
  }
  const price = closes.at(-1)!;
  const book = hasBook ? { bid_price: price * 0.9999, ask_price: price * 1.0001 } : {};
  return opportunityWith({ side, price, bars: barsFromCloses(closes.slice(0, -1), 0.00001 * price), tick_size: hasTick ? 0.0001 : null, ...book });
});

describe('finder', () => {
  test('S1.45: accepts a rising market with momentum and room on 200 bars, and shows every check', () => {
    const signal = decide();
    expect(signal).toMatchObject({ decision: 'accepted', reject_reasons: [], signal_id: rising.dedupe_key, confidence_kind: 'heuristic' });
    expect(signal.checks.map(({ name }) => name)).toEqual([
      'bars', 'message_age_ms', 'last_bar_age_ms', 'trend_atr', 'rsi_floor', 'rsi_ceiling', 'macd_atr', 'atr_fraction_floor',
      'atr_fraction_ceiling', 'band_position', 'room_atr', 'net_reward_risk',
    ]);
    expect(signal.checks.every(({ met, value }) => met && value !== null)).toBe(true);
  });

  test('the opposite side of the same market is rejected with the reasons why', () => {
    expect(decide({ side: 'sell' })).toMatchObject({ decision: 'rejected', reject_reasons: ['rsi_too_low', 'momentum_fading'] });
  });

  test('stop and targets stand in ATR and R from the entry, on the tick, away from it', () => {
    const signal = decide();
    const risk = signal.entry_price - signal.stop_price!;
    const atr = signal.checks.find(({ name }) => name === 'atr_fraction_floor')!.value! * signal.entry_price;
    expect(risk).toBeGreaterThanOrEqual(2 * atr - 1e-9);
    expect(risk).toBeLessThan(2 * atr + 0.01);
    expect(signal.target1_price! - signal.entry_price).toBeCloseTo(3 * atr, 1);
    expect(signal.target2_price! - signal.entry_price).toBeCloseTo(6 * atr, 1);
    for (const level of [signal.stop_price!, signal.target1_price!, signal.target2_price!]) expect(level).toBe(Number(level.toFixed(2)));
  });

  test('the entry is the ask for a buy, the bid for a sell, the last price without a book', () => {
    const book = { price: 103, bid_price: 102.99, ask_price: 103.01 };
    expect([decide(book).entry_price, decide({ ...book, side: 'sell' }).entry_price, decide({ price: 103 }).entry_price]).toEqual([103.01, 102.99, 103]);
  });

  test('the entry is valid for 120 s from the venue time of the opportunity', () => {
    expect(decide().valid_until_ms).toBe(NOON_MS + 120_000);
  });

  test.each<[string, Partial<Opportunity>]>([
    ['not_enough_bars', { bars: rising.bars.slice(1) }],
    ['stale_message', { received_time_ms: DECIDED_MS - 30_001 }],
    ['stale_bars', { exchange_time_ms: NOON_MS + 180_001 }],
    ['spread_too_wide', { bid_price: rising.price * 0.999, ask_price: rising.price * 1.0002 }],
    ['entry_chases', { price: rising.price * 1.01 }],
    ['against_trend', { bars: barsFromCloses(Array.from({ length: 200 }, (_, minute) => 120 - 0.1 * Math.min(minute, 195) + 0.3 * Math.max(0, minute - 195)), 0.02), price: 101.8 }],
    ['too_quiet', { bars: barsFromCloses(risingCloses.map((close) => 100 + (close - 100) / 100), 0.0008), price: 100 + (rising.price - 100) / 100 }],
    ['too_wild', { bars: barsFromCloses(risingCloses, 5) }],
    ['rsi_too_high', { bars: barsFromCloses(Array.from({ length: 200 }, (_, minute) => 100 + minute * 0.05), 0.02), price: 110 }],
    ['rsi_too_low', { bars: barsFromCloses(Array.from({ length: 200 }, (_, minute) => 100 - minute * 0.05), 0.02), price: 90 }],
    ['momentum_fading', { bars: barsFromCloses(Array.from({ length: 200 }, (_, minute) => 100 + (minute < 185 ? 0.05 * minute : 9.25 - 0.004 * (minute - 185) ** 2)), 0.02), price: 108.5 }],
    ['no_room', { price: Math.max(...risingCloses.slice(-60)) }],
    ['reward_below_cost_and_risk', { bars: barsFromCloses(risingCloses.map((close) => 100 + (close - 100) / 3), 0.02), price: 100 + (rising.price - 100) / 3 }],
  ])('names the reject %s', (reason, fields) => {
    const signal = decide(fields);
    expect(signal.decision).toBe('rejected');
    expect(signal.reject_reasons).toContain(reason);
  });

  test('every limit holds at its exact value', () => {
    expect(decide({ received_time_ms: DECIDED_MS - 30_000 }).decision).toBe('accepted');
    expect(decide({ exchange_time_ms: NOON_MS + 180_000 }).reject_reasons).not.toContain('stale_bars');
  });

  test('too few bars is one reason, not one for every reading that they leave open', () => {
    expect(decide({ bars: [] })).toMatchObject({ reject_reasons: ['not_enough_bars'], stop_price: null, target1_price: null, target2_price: null });
  });

  test('a market that never moved has no levels and no answer, hence no accept', () => {
    const signal = decide({ bars: barsFromCloses(Array.from({ length: 200 }, () => 100), 0), price: 100 });
    expect(signal).toMatchObject({ decision: 'rejected', stop_price: null });
    expect(signal.reject_reasons).toEqual(expect.arrayContaining(['too_quiet', 'rsi_too_low', 'entry_chases', 'reward_below_cost_and_risk']));
  });

  test('an unknown spread is not checked, a crossed book counts as unknown', () => {
    const names = (signal: Signal) => signal.checks.map(({ name }) => name);
    expect(names(decide())).not.toContain('spread_bps');
    expect(names(decide({ bid_price: 103, ask_price: 102 }))).not.toContain('spread_bps');
    expect(names(decide({ bid_price: rising.price, ask_price: rising.price + 0.01 }))).toContain('spread_bps');
  });

  test('confidence grows with the opportunity and is halved by a reject', () => {
    const [weak, strong] = [decide({ confidence: 0.35 }), decide({ confidence: 0.97 })];
    expect(strong.confidence - weak.confidence).toBeCloseTo(0.31, 2);
    expect(decide({ received_time_ms: DECIDED_MS - 30_001 }).confidence).toBeCloseTo(decide().confidence / 2, 2);
  });
});

describe('finder, for any market', () => {
  const settings: FinderSettings = { ...DEFAULT_FINDER, minBars: 60, minAtrFraction: 0.00001, minNetRewardRisk: -1 };

  test('a signal keeps its contract, is accepted exactly without reasons, and each reason has its failed check', () => {
    let accepted = 0;
    fc.assert(fc.property(anyOpportunity, (opportunity) => {
      const signal = parseSignal(confirm(parseOpportunity(opportunity), settings, DECIDED_MS));
      accepted += signal.decision === 'accepted' ? 1 : 0;
      expect(signal.decision === 'accepted').toBe(signal.reject_reasons.length === 0);
      expect(signal.reject_reasons.every((reason) => (REJECT_REASONS as readonly string[]).includes(reason))).toBe(true);
      const failed = signal.checks.filter(({ met, value }) => !met && (value !== null || opportunity.bars.length >= 60));
      expect(signal.reject_reasons).toHaveLength(failed.length);
      for (const { met, margin } of signal.checks) if (margin !== null) expect(margin >= 0).toBe(met);
    }), { numRuns: 300, seed: 7 });
    expect(accepted).toBeGreaterThan(5);
  });

  test('the stop is behind the entry and the targets ahead of it, in order', () => {
    fc.assert(fc.property(anyOpportunity, (opportunity) => {
      const { entry_price: entry, stop_price: stop, target1_price: first, target2_price: second } = confirm(opportunity, settings, DECIDED_MS);
      if (stop === null || first === null || second === null) return;
      const sign = opportunity.side === 'buy' ? 1 : -1;
      expect(sign * (entry - stop)).toBeGreaterThan(0);
      expect(sign * (first - entry)).toBeGreaterThan(0);
      expect(sign * (second - first)).toBeGreaterThan(0);
    }));
  });

  test('prices in another unit give the same decision: everything times 8', () => {
    const scale = (price: number | null): number | null => (price === null ? null : price * 8);
    fc.assert(fc.property(anyOpportunity, (opportunity) => {
      const scaled = {
        ...opportunity, price: opportunity.price * 8, bid_price: scale(opportunity.bid_price), ask_price: scale(opportunity.ask_price), tick_size: null,
        bars: opportunity.bars.map(([time, open, high, low, close, volume]): WireBar => [time, open * 8, high * 8, low * 8, close * 8, volume]),
      };
      const [one, other] = [confirm({ ...opportunity, tick_size: null }, settings, DECIDED_MS), confirm(scaled, settings, DECIDED_MS)];
      expect(other.reject_reasons).toEqual(one.reject_reasons);
      expect(other.confidence).toBe(one.confidence);
      if (one.stop_price !== null) expect(other.stop_price! / 8).toBeCloseTo(one.stop_price, 9);
    }));
  });

  test('a sell in the mirrored market is the buy: same readings, levels mirrored', () => {
    const about = 1_000;
    fc.assert(fc.property(anyOpportunity, (opportunity) => {
      const plain = { ...opportunity, tick_size: null, bid_price: null, ask_price: null };
      const twin = { ...plain, side: plain.side === 'buy' ? ('sell' as const) : ('buy' as const), price: about - plain.price, bars: mirrored(plain.bars, about) };
      const readings = (signal: Signal) => Object.fromEntries(signal.checks.map(({ name, value }) => [name, value]));
      const [one, other] = [confirm(plain, settings, DECIDED_MS), confirm(twin, settings, DECIDED_MS)];
      for (const name of ['trend_atr', 'rsi_floor', 'macd_atr', 'band_position', 'room_atr']) {
        const [value, mirror] = [readings(one)[name], readings(other)[name]];
        if (value === null || value === undefined) expect(mirror).toBe(value);
        else expect(mirror).toBeCloseTo(value, 4);
      }
      if (one.stop_price !== null) expect(other.stop_price).toBeCloseTo(about - one.stop_price, 6);
    }));
  });
});
