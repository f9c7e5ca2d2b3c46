import fc from 'fast-check';
import { timeFactorNamed, timeFactorsOf } from '../../../core/whales/time-factors';

describe('time factors', () => {
  test('C2.1: 847 seconds at volatility .0234 give .235 / .375 / .566 / .369', () => {
    const { linear_1h, exponential_30m, logarithmic, adaptive } = timeFactorsOf(847, 0.0234);
    expect([linear_1h, exponential_30m, logarithmic, adaptive].map((factor) => Number(factor.toFixed(3)))).toEqual([0.235, 0.375, 0.566, 0.369]);
  });

  test('C2.2: after 24 hours the logarithmic one is 1, not 1.517', () => {
    expect(timeFactorsOf(86_400, 0).logarithmic).toBe(1);
    expect(timeFactorsOf(7_200, 0).logarithmic).toBe(1);
    expect(timeFactorsOf(7_199, 0).logarithmic).toBeLessThan(1);
  });

  test('S2.17: linear is full after an hour, and all begin at 0', () => {
    expect(timeFactorsOf(3_600, 0).linear_1h).toBe(1);
    expect(Object.values(timeFactorsOf(0, 0.02))).toEqual([0, 0, 0, 0]);
  });

  test('C2.4: the names of the configuration are aliases', () => {
    expect(['logarithmic_2h', 'adaptive_volatility', 'logarithmic', 'linear_1h'].map(timeFactorNamed)).toEqual(['logarithmic', 'adaptive', 'logarithmic', 'linear_1h']);
    expect(() => timeFactorNamed('quadratic')).toThrow('time factor is quadratic: expected one of linear_1h');
  });

  test('an unknown volatility counts as none', () => {
    const { adaptive, exponential_30m } = timeFactorsOf(847, undefined);
    expect(adaptive).toBe(exponential_30m);
  });

  test('C2.2: every factor stays in [0, 1] and never falls with age', () => {
    fc.assert(fc.property(fc.nat(10_000_000), fc.nat(100_000), fc.double({ min: 0, max: 50, noNaN: true }), (age, more, volatility) => {
      const [young, old] = [timeFactorsOf(age, volatility), timeFactorsOf(age + more, volatility)];
      for (const name of ['linear_1h', 'exponential_30m', 'logarithmic', 'adaptive'] as const) {
        expect(young[name]).toBeGreaterThanOrEqual(0);
        expect(old[name]).toBeLessThanOrEqual(1);
        expect(old[name]).toBeGreaterThanOrEqual(young[name]);
      }
    }));
  });

  test('a negative lifetime is refused', () => {
    expect(() => timeFactorsOf(-1, 0)).toThrow('lifetimeSeconds is -1: expected 0 or more');
  });
});
