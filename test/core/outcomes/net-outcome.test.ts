import fc from 'fast-check';
import { exitReturnOf } from '../../../core/outcomes/exit-return';
import { roundTripFeeFraction, VENUE_FEES } from '../../../core/market/fees';
import { isHit, netReturnOf } from '../../../core/outcomes/hit';
import { outcomeOf } from '../../../core/outcomes/outcome';
import { resultOf } from '../../../core/outcomes/result';
import { VENUES } from '../../../core/market/instrument';
import { sampleAftermath, sampleSignal } from '../../support/messages';
import { blindOutcome, outcomeWith } from '../../support/outcome';

const signal = (fields: Parameters<typeof sampleSignal>[0] = {}) => sampleSignal({ price: 100, entry_price: 100, stop_price: 98, target1_price: 103, ...fields });
const aftermath = (fields: Parameters<typeof sampleAftermath>[2] = {}, of = signal()) =>
  sampleAftermath(of, 15, { price: 101, high: 102, low: 99, bars: [], ...fields });

describe('net return', () => {
  test('is the return less the taker fees of both ways of its venue and half the spread', () => {
    const outcome = outcomeOf(aftermath({ spread_fraction: 0.0004 }), signal());
    expect(outcome).toMatchObject({ return_fraction: 0.01, fee_fraction: 0.0011, exit_spread_fraction: 0.0002 });
    expect(outcome.net_return_fraction).toBeCloseTo(0.0087, 12);
    expect(outcomeOf(aftermath({ exchange: 'binance' }), signal()).net_return_fraction).toBeCloseTo(0.008, 12);
    expect(outcomeOf(aftermath({ exchange: 'binance-usdm' }), signal()).net_return_fraction).toBeCloseTo(0.009, 12);
  });

  test('every venue has a fee with its source', () => {
    for (const venue of VENUES) {
      expect(roundTripFeeFraction(venue)).toBeGreaterThan(0);
      expect(roundTripFeeFraction(venue)).toBeLessThan(0.01);
      expect(VENUE_FEES[venue].source).toMatch(/taker/);
    }
  });

  test('where the book was unknown no spread is made up', () => {
    expect(outcomeOf(aftermath(), signal())).toMatchObject({ exit_spread_fraction: null });
  });

  test('a hit earns more than fees and spread: a spread can undo it', () => {
    expect(isHit(outcomeOf(aftermath({ price: 100.12 }), signal()))).toBe(true);
    expect(isHit(outcomeOf(aftermath({ price: 100.12, spread_fraction: 0.0004 }), signal()))).toBe(false);
  });

  test('an outcome stored before costs were kept is measured by its return and the fees then', () => {
    expect(netReturnOf({ status: 'complete', return_fraction: 0.002 })).toBeCloseTo(0.0009, 12);
  });

  test('what if fees were lower', () => {
    expect(isHit(outcomeWith({ exit_return_fraction: 0.001, return_fraction: 0.001 }))).toBe(false);
    expect(isHit(outcomeWith({ exit_return_fraction: 0.001, return_fraction: 0.001 }), 0.0005)).toBe(true);
  });
});

describe('C3.13: a thesis is judged by its own exit', () => {
  const rule = (thesis: 'momentum' | 'reversion') => ({ thesis, stopFraction: 0.02, targetFraction: 0.01 });

  test('momentum is held to the horizon, whatever was touched on the way', () => {
    expect(exitReturnOf({ end: -0.005, best: 0.05, worst: -0.05 }, rule('momentum'))).toBe(-0.005);
  });

  test('reversion is left at the target, at the stop, or at the horizon', () => {
    expect(exitReturnOf({ end: -0.005, best: 0.012, worst: -0.01 }, rule('reversion'))).toBe(0.01);
    expect(exitReturnOf({ end: 0.005, best: 0.008, worst: -0.02 }, rule('reversion'))).toBe(-0.02);
    expect(exitReturnOf({ end: 0.005, best: 0.008, worst: -0.01 }, rule('reversion'))).toBe(0.005);
  });

  test('where stop and target both lie within the range the stop counts', () => {
    expect(exitReturnOf({ end: 0.03, best: 0.03, worst: -0.03 }, rule('reversion'))).toBe(-0.02);
  });

  test('without levels reversion is held to the horizon', () => {
    expect(exitReturnOf({ end: 0.003, best: 0.5, worst: -0.5 }, { thesis: 'reversion', stopFraction: undefined, targetFraction: undefined })).toBe(0.003);
  });

  test('an upper break sold for reversion that falls back to its target is a hit, and a miss for one who bought the break', () => {
    const sold = signal({ side: 'sell', thesis: 'reversion', stop_price: 103, target1_price: 98.5 });
    expect(isHit(outcomeOf(aftermath({ price: 99.9, high: 101, low: 98 }, sold), sold))).toBe(true);
    const bought = signal({ side: 'buy', thesis: 'momentum' });
    expect(isHit(outcomeOf(aftermath({ price: 99.9, high: 101, low: 98 }, bought), bought))).toBe(false);
  });

  test('the exit lies between the worst and the best point', () => {
    const part = fc.double({ min: 0, max: 0.1, noNaN: true });
    fc.assert(fc.property(part, part, fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom('momentum' as const, 'reversion' as const), (up, down, at, thesis) => {
      const moves = { end: -down + at * (up + down), best: up, worst: -down };
      const exit = exitReturnOf(moves, rule(thesis));
      expect(exit).toBeGreaterThanOrEqual(-down - 1e-15);
      expect(exit).toBeLessThanOrEqual(up + 1e-15);
    }));
  });
});

describe('a result', () => {
  test('says why there is no answer: blind is ours, halted is the market\'s', () => {
    expect(resultOf(blindOutcome())?.answer).toBe('blind');
    expect(resultOf(blindOutcome({ blind_reason: 'delisted' }))?.answer).toBe('halted');
  });

  test('carries horizon, regime and settings', () => {
    expect(resultOf(outcomeWith({ config_hash: 'abc', volatility: 'high' }))).toMatchObject({
      horizon: '5m', settings: 'abc', regime: { volatility: 'high', session: 'europe', week: 'weekday' }, answer: { net: expect.closeTo(0.0089, 12) as number },
    });
  });

  test('an outcome without its time of entry belongs to no day', () => {
    expect(resultOf(outcomeWith({ entry_time_ms: null }))).toBeUndefined();
  });
});
