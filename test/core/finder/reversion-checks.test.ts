import fc from 'fast-check';
import type { Opportunity } from '../../../core/contracts/opportunity';
import { parseOpportunity } from '../../../core/contracts/opportunity';
import { atMost, type WireBar } from '../../../core/contracts/common';
import { WALL } from '../../../core/contracts/wall-conditions';
import { parseSignal, type Signal } from '../../../core/contracts/signal';
import { confirm } from '../../../core/finder/confirm';
import { DEFAULT_REVERSION, type ReversionSettings } from '../../../core/finder/reversion-settings';
import { DEFAULT_FINDER } from '../../../core/finder/settings';
import { barsFromCloses, NOON_MS, wallOpportunity } from '../../support/opportunity';
import { seededRandom } from '../../support/price-series';

const DECIDED_MS = NOON_MS + 500;

/** A range between 99.6 and 101 that has come down to its lower end: no momentum opportunity for a buy. */
const fallingCloses = Array.from({ length: 200 }, (_, minute) => 100.3 + 0.7 * Math.cos(minute / 15) + (minute % 2 === 0 ? -0.1 : 0.1))
  .map((close, minute) => (minute < 196 ? close : 100 - 0.02 * (minute - 199)));
const tested = wallOpportunity({ bars: barsFromCloses(fallingCloses, 0.1), price: 100 });

const decide = (fields: Partial<Opportunity> = {}, reversion: Partial<ReversionSettings> = {}): Signal =>
  parseSignal(confirm({ ...tested, ...fields }, DEFAULT_FINDER, DECIDED_MS, { ...DEFAULT_REVERSION, ...reversion }));

const valueOf = (signal: Signal, name: string): number => signal.checks.find((check) => check.name === name)!.value!;

const at = (distanceBps: number): Opportunity['conditions'] => [atMost(WALL.distanceBps, distanceBps, 100)];

describe('finder, for a turn at a large level', () => {
  test('asks for a level that can hold, and not for momentum, which speaks against a level just where it is tested', () => {
    const signal = decide();
    expect(signal).toMatchObject({ decision: 'accepted', reject_reasons: [], thesis: 'reversion' });
    expect(signal.checks.map(({ name }) => name)).toEqual([
      'bars', 'message_age_ms', 'last_bar_age_ms', 'trend_atr', 'wall_distance_atr', 'bounce_atr', 'atr_fraction_floor', 'atr_fraction_ceiling',
      'room_atr', 'net_reward_risk',
    ]);
    expect(decide({ thesis: 'momentum' }).decision).toBe('rejected');
  });

  test('the level\'s own conditions go on to the signal as the reasons for it', () => {
    expect(decide()).toMatchObject({ conditions: tested.conditions, fired: ['whale_diamond'], opportunity_type: 'whale_diamond' });
  });

  test('the distance to the level is its distance from the price in ATR', () => {
    const signal = decide({ conditions: at(20) });
    const atr = valueOf(signal, 'atr_fraction_floor') * 100;
    expect(valueOf(signal, 'wall_distance_atr')).toBeCloseTo(0.2 / atr, 9);
  });

  test('an accepted level stands between the entry and the stop', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 100, noNaN: true }), fc.constantFrom('buy' as const, 'sell' as const), (distanceBps, side) => {
      const { decision, reject_reasons, stop_price } = decide({ conditions: at(distanceBps), side });
      const sign = side === 'buy' ? 1 : -1;
      const wall = 100 * (1 - (sign * distanceBps) / 10_000);
      if (!reject_reasons.includes('wall_too_far')) expect(sign * (wall - stop_price!)).toBeGreaterThan(0);
      if (decision === 'accepted') expect(reject_reasons).toEqual([]);
    }));
  });

  test.each<[string, Partial<Opportunity>]>([
    ['wall_too_far', { conditions: at(100) }],
    ['wall_too_far', { conditions: [] }],
    ['trend_breaks_wall', { bars: barsFromCloses(Array.from({ length: 200 }, (_, minute) => 120 - 0.1 * minute), 0.1), price: 100.1 }],
    ['bounced_already', { price: 101 }],
    ['not_enough_bars', { bars: tested.bars.slice(1) }],
    ['stale_message', { received_time_ms: DECIDED_MS - 30_001 }],
    ['spread_too_wide', { bid_price: 99.9, ask_price: 100.1 }],
    ['too_wild', { bars: barsFromCloses(fallingCloses, 5) }],
  ])('names the reject %s (%#)', (reason, fields) => {
    expect(decide(fields)).toMatchObject({ decision: 'rejected', reject_reasons: expect.arrayContaining([reason]) as string[] });
  });

  test('a random walk passes for a steep trend in about 2 of 100 readings: what fails is a trend, not chance', () => {
    const random = seededRandom(11);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const walks = 600;
    const steep = Array.from({ length: walks }, () => {
      let price = 1_000;
      const bars = Array.from({ length: 200 }, (_, minute): WireBar => {
        const path = [price, ...Array.from({ length: 30 }, () => (price += 0.2 * normal()))];
        return [NOON_MS - (200 - minute) * 60_000, path[0]!, Math.max(...path), Math.min(...path), price, 1];
      });
      return decide({ bars, price });
    }).filter(({ reject_reasons }) => reject_reasons.includes('trend_breaks_wall')).length;
    expect(steep / walks).toBeGreaterThan(0.005);
    expect(steep / walks).toBeLessThan(0.04);
  });

  test('every limit holds at its exact value', () => {
    const signal = decide();
    const [trend, distance, bounce] = ['trend_atr', 'wall_distance_atr', 'bounce_atr'].map((name) => valueOf(signal, name));
    expect(decide({}, { minTrendAtr: trend!, maxWallDistanceAtr: distance!, maxBounceAtr: bounce! }).decision).toBe('accepted');
    expect(decide({}, { minTrendAtr: trend! + 1e-9 }).reject_reasons).toEqual(['trend_breaks_wall']);
    expect(decide({}, { maxWallDistanceAtr: distance! - 1e-9 }).reject_reasons).toEqual(['wall_too_far']);
    expect(decide({}, { maxBounceAtr: bounce! - 1e-9 }).reject_reasons).toEqual(['bounced_already']);
  });

  test('too few bars is one reason, not one for every reading that they leave open', () => {
    expect(decide({ bars: [] })).toMatchObject({ reject_reasons: ['not_enough_bars'], stop_price: null });
  });

  test('the nearer the level and the flatter the trend, the greater the confidence', () => {
    const near = decide({ conditions: at(5) }).confidence;
    expect(near).toBeGreaterThan(decide({ conditions: at(30) }).confidence);
  });

  test('a sell in the mirrored market is the buy: same readings', () => {
    const about = 1_000;
    fc.assert(fc.property(fc.integer({ min: 1, max: 2 ** 30 }), fc.double({ min: 0, max: 100, noNaN: true }), (seed, distanceBps) => {
      const random = seededRandom(seed);
      let price = 500;
      const closes = Array.from({ length: 200 }, () => (price += random() - 0.5));
      const bars = barsFromCloses(closes, 0.2);
      const buy = wallOpportunity({ bars, price, conditions: at(distanceBps) });
      const mirror = about - price;
      const sell = wallOpportunity({
        side: 'sell', price: mirror, conditions: at((distanceBps * price) / mirror),
        bars: bars.map(([time, open, high, low, close, volume]): WireBar => [time, about - open, about - low, about - high, about - close, volume]),
      });
      const [one, other] = [buy, sell].map((opportunity) => confirm(parseOpportunity(opportunity), DEFAULT_FINDER, DECIDED_MS));
      for (const name of ['trend_atr', 'wall_distance_atr', 'bounce_atr', 'room_atr']) expect(valueOf(other!, name)).toBeCloseTo(valueOf(one!, name), 6);
    }), { numRuns: 50 });
  });
});
