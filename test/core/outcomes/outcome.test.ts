import fc from 'fast-check';
import type { Aftermath } from '../../../core/contracts/aftermath';
import type { WireBar } from '../../../core/contracts/common';
import { parseOutcome } from '../../../core/contracts/outcome';
import { isHit } from '../../../core/outcomes/hit';
import { outcomeOf, type DecidedLevels } from '../../../core/outcomes/outcome';
import { NOON_MS } from '../../support/opportunity';

const bar = (index: number, low: number, high: number, close = (low + high) / 2): WireBar =>
  [NOON_MS + index * 60_000, close, high, low, close, 1];

const aftermath = (fields: Partial<Aftermath> = {}): Aftermath => ({
  schema: 'aftermath.v1', opportunity_id: 'id', event_id: 'opp-20250602-120000-001', symbol: 'TAOUSDT', exchange: 'bybit', market: 'simulated',
  opportunity_type: 'volume_spark', side: 'buy', horizon_minutes: 5, status: 'complete', blind_reason: null, entry_price: 100,
  entry_time_ms: NOON_MS, price: 101, high: 102, low: 99, bars: [bar(0, 99, 100), bar(1, 99.5, 102), bar(2, 100, 101), bar(3, 100, 101), bar(4, 101, 101)],
  spread_fraction: null, config_hash: null, volatility: null, controls: [], ...fields,
});

const signal = (fields: Partial<DecidedLevels> = {}): DecidedLevels =>
  ({ signal_id: 'id', decision: 'accepted', side: 'buy', thesis: 'momentum', confidence: 0.5, entry_price: 100, stop_price: 98, target1_price: 103, ...fields });

describe('outcome of an opportunity', () => {
  test('returns are fractions of the entry in the direction of a buy', () => {
    expect(outcomeOf(aftermath(), signal())).toMatchObject({ return_fraction: 0.01, favourable_fraction: 0.02, adverse_fraction: -0.01, first_touch: 'neither' });
  });

  test('for a sell the same move counts the other way', () => {
    const outcome = outcomeOf(aftermath({ side: 'sell' }), signal({ side: 'sell', stop_price: 103, target1_price: 98 }));
    expect(outcome).toMatchObject({ return_fraction: -0.01, favourable_fraction: 0.01, adverse_fraction: -0.02, first_touch: 'neither' });
  });

  test('the entry is what had to be paid: half a spread above the last price costs a buy', () => {
    expect(outcomeOf(aftermath(), signal({ entry_price: 101 })).return_fraction).toBe(0);
  });

  test('the first bar that reaches a level decides', () => {
    const bars = [bar(0, 99, 101), bar(1, 100, 103), bar(2, 97, 100)];
    expect(outcomeOf(aftermath({ bars }), signal()).first_touch).toBe('target1');
  });

  test('a bar that reaches stop and target counts as stopped', () => {
    const bars = [bar(0, 97, 104)];
    expect(outcomeOf(aftermath({ bars }), signal()).first_touch).toBe('stop');
    expect(outcomeOf(aftermath({ bars, side: 'sell' }), signal({ side: 'sell', stop_price: 103, target1_price: 98 })).first_touch).toBe('stop');
  });

  test('a price exactly at a level has touched it', () => {
    expect(outcomeOf(aftermath({ bars: [bar(0, 98, 100)] }), signal()).first_touch).toBe('stop');
    expect(outcomeOf(aftermath({ bars: [bar(0, 99, 103)] }), signal()).first_touch).toBe('target1');
  });

  test('without levels there is no touch to speak of', () => {
    expect(outcomeOf(aftermath(), signal({ stop_price: null, target1_price: null })).first_touch).toBe('none');
  });

  test('a blind horizon has no outcome', () => {
    const blind = aftermath({ status: 'blind', blind_reason: 'gap', price: null, high: null, low: null, bars: [] });
    expect(outcomeOf(blind, signal())).toMatchObject({ status: 'blind', return_fraction: null, favourable_fraction: null, adverse_fraction: null, first_touch: 'none' });
  });

  test('where nothing traded the price is still the one found, and that is a miss', () => {
    const still = aftermath({ price: null, high: null, low: null, bars: [bar(0, 100, 100)] });
    const outcome = outcomeOf(still, signal());
    expect(outcome).toMatchObject({ status: 'complete', return_fraction: 0, favourable_fraction: 0, adverse_fraction: 0 });
    expect(isHit(outcome)).toBe(false);
  });

  test('an aftermath of another opportunity is refused', () => {
    expect(() => outcomeOf(aftermath({ opportunity_id: 'other' }), signal())).toThrow(/"other".*"id"/);
  });

  test('excursions bracket the return, and buy and sell are mirror images', () => {
    const price = fc.double({ min: 1, max: 1_000, noNaN: true });
    fc.assert(fc.property(price, fc.array(price, { minLength: 1, maxLength: 60 }), (entry, prices) => {
      const moved = aftermath({ entry_price: entry, price: prices.at(-1)!, high: Math.max(...prices), low: Math.min(...prices), bars: prices.map((p, i) => bar(i, p, p)) });
      const buy = parseOutcome(outcomeOf(moved, signal({ entry_price: entry, stop_price: null, target1_price: null })));
      const sell = outcomeOf({ ...moved, side: 'sell' }, signal({ entry_price: entry, side: 'sell', stop_price: null, target1_price: null }));
      expect(buy.favourable_fraction!).toBeGreaterThanOrEqual(buy.return_fraction!);
      expect(buy.adverse_fraction!).toBeLessThanOrEqual(buy.return_fraction!);
      expect(sell.return_fraction! + buy.return_fraction!).toBe(0);
      expect(sell.favourable_fraction! + buy.adverse_fraction!).toBe(0);
    }));
  });
});

describe('hit', () => {
  const of = (return_fraction: number | null, status: 'complete' | 'blind' = 'complete') => isHit({ status, return_fraction });

  test('a return above the round trip of 0.11 % is a hit, one that only covers it is not', () => {
    expect([of(0.0012), of(0.0011), of(0.001), of(-0.01)]).toEqual([true, false, false, false]);
  });

  test('a blind outcome is neither hit nor miss', () => {
    expect(of(null, 'blind')).toBeUndefined();
  });
});
