import fc from 'fast-check';
import { WEIGHT_ALGORITHMS } from '../../../core/contracts/whale-order';
import { categoryOf } from '../../../core/whales/categories';
import { contextFeaturesOf } from '../../../core/whales/context-features';
import { DEFAULT_WHALES } from '../../../core/whales/settings';
import { timeFactorsOf } from '../../../core/whales/time-factors';
import { ALGORITHMS, CONTEXT_FEATURES, sizeFactorOf, type WeightInputs, weightsOf, weightTerms } from '../../../core/whales/weights';

const inputs = (fields: Partial<WeightInputs> = {}): WeightInputs => ({
  timeFactors: timeFactorsOf(847, 0.0234), sizeFactor: 0.4,
  features: { near_price: 0.9, round_level: 1, low_volatility: 0.5, persistence: 1, trading_hours: 0.7 }, ...fields,
});

const fraction = fc.double({ min: 0, max: 1, noNaN: true });

describe('weights', () => {
  test('S2.18: the source\'s three algorithms have its shares', () => {
    expect([ALGORITHMS.conservative, ALGORITHMS.aggressive, ALGORITHMS.hybrid].map(({ time, size }) => [time, size])).toEqual([[0.4, 0.25], [0.2, 0.3], [0.3, 0.25]]);
  });

  test('C2.6: ours are time_focused .6/.1, size_focused .1/.6, context_adjusted .25/.25', () => {
    expect([ALGORITHMS.time_focused, ALGORITHMS.size_focused, ALGORITHMS.context_adjusted].map(({ time, size }) => [time, size])).toEqual([[0.6, 0.1], [0.1, 0.6], [0.25, 0.25]]);
  });

  test('C2.5: what time and size leave is split equally over the five context features', () => {
    const { conservative } = weightsOf(inputs(), DEFAULT_WHALES);
    expect(conservative).toBeCloseTo(0.4 * (847 / 3_600) + 0.25 * 0.4 + 0.35 * ((0.9 + 1 + 0.5 + 1 + 0.7) / 5), 6);
  });

  test('C2.6: recommended is the stated blend, whose shares add up to 1', () => {
    const weights = weightsOf(inputs(), DEFAULT_WHALES);
    const blended = WEIGHT_ALGORITHMS.reduce((sum, name) => sum + DEFAULT_WHALES.blend[name] * weights[name], 0);
    expect(weights.recommended).toBeCloseTo(blended, 6);
    expect(Object.values(DEFAULT_WHALES.blend).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  test('an unknown feature counts a half and is told as null', () => {
    const known = inputs({ features: { ...inputs().features, trading_hours: 0.5 } });
    const unknown = inputs({ features: { ...inputs().features, trading_hours: undefined } });
    expect(weightsOf(unknown, DEFAULT_WHALES)).toEqual(weightsOf(known, DEFAULT_WHALES));
    expect(weightTerms(unknown)['trading_hours']).toBeNull();
  });

  test('C2.5: the terms explain every weight', () => {
    const given = inputs();
    const terms = weightTerms(given);
    const context = CONTEXT_FEATURES.reduce((sum, name) => sum + (terms[name] ?? 0.5), 0) / 5;
    for (const name of WEIGHT_ALGORITHMS) {
      const { time, size } = ALGORITHMS[name];
      expect(weightsOf(given, DEFAULT_WHALES)[name]).toBeCloseTo(time * terms[`time.${name}`]! + size * terms['size']! + (1 - time - size) * context, 6);
    }
  });

  test('C2.2: every weight stays in [0, 1]', () => {
    fc.assert(fc.property(fraction, fraction, fraction, fraction, (time, size, first, second) => {
      const weights = weightsOf({
        timeFactors: { linear_1h: time, exponential_30m: time, logarithmic: time, adaptive: time }, sizeFactor: size,
        features: { near_price: first, round_level: second, low_volatility: undefined, persistence: first, trading_hours: second },
      }, DEFAULT_WHALES);
      for (const weight of Object.values(weights)) expect(weight >= 0 && weight <= 1).toBe(true);
    }));
  });

  test('size counts 0 at the threshold, 1 at ten times it, on a log scale', () => {
    expect([3.5, 35, 350, 1].map((ratio) => sizeFactorOf(ratio, DEFAULT_WHALES))).toEqual([0, 1, 1, 0]);
    expect(sizeFactorOf(3.5 * Math.sqrt(10), DEFAULT_WHALES)).toBeCloseTo(0.5, 12);
  });
});

describe('categories', () => {
  test('S2.16, C2.16: half-open at .333 and .666', () => {
    expect([0, 0.3329, 0.333, 0.6659, 0.666, 1].map(categoryOf)).toEqual(['basic', 'basic', 'gold', 'gold', 'diamond', 'diamond']);
  });

  test('C2.3: the sample\'s recommended .612 is gold', () => {
    expect(categoryOf(0.612)).toBe('gold');
  });
});

describe('context features', () => {
  const around = { distanceToPrice: 0.0012, roundOffset: 0, volatility1h: 0.0234, keptShare: 0.8, seenShare: 0.5, hours: { timeOfDay: 0.78, weekend: 0.65 } };

  test('each is 1 where a level is likeliest to matter', () => {
    const features = contextFeaturesOf(around, DEFAULT_WHALES);
    expect(features.near_price).toBeCloseTo(0.88, 12);
    expect(features.round_level).toBe(1);
    expect(features.low_volatility).toBeCloseTo(1 - 0.0234 / 0.05, 12);
    expect(features.persistence).toBeCloseTo(0.4, 12);
    expect(features.trading_hours).toBeCloseTo((0.78 + 0.65) / 2, 12);
  });

  test('what is unknown has no answer, and half of the hours is better than none', () => {
    const features = contextFeaturesOf({ ...around, volatility1h: undefined, hours: { timeOfDay: undefined, weekend: undefined } }, DEFAULT_WHALES);
    expect([features.low_volatility, features.trading_hours]).toEqual([undefined, undefined]);
    expect(contextFeaturesOf({ ...around, hours: { timeOfDay: 0.3, weekend: undefined } }, DEFAULT_WHALES).trading_hours).toBe(0.3);
  });
});
