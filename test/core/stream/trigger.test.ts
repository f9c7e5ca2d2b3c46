import fc from 'fast-check';
import { triggerOf } from '../../../core/stream/trigger';
import { whaleOrder } from '../../support/whale-order';

const WEIGHTS = ['conservative', 'aggressive', 'hybrid', 'recommended', 'time_focused', 'size_focused', 'context_adjusted'] as const;
const CATEGORIES = ['by_conservative', 'by_aggressive', 'by_recommended', 'by_hybrid'] as const;

describe('what is worth a message', () => {
  test('S2.29: a level that the tier does not know is new', () => {
    expect(triggerOf(undefined, whaleOrder())).toBe('new_hot');
  });

  test('S2.29: a level without a change is not', () => {
    expect(triggerOf(whaleOrder(), whaleOrder({ updatedMs: 1_800_000_000_000 }))).toBeUndefined();
  });

  test.each(CATEGORIES)('S2.29: a change of %s is a category change', (name) => {
    const order = whaleOrder();
    expect(triggerOf(order, { ...order, categories: { ...order.categories, [name]: 'gold' } })).toBe('category_change');
  });

  test.each(WEIGHTS)('S2.29: %s moving by more than 0.05, up or down, is a weight change; by exactly 0.05 it is not', (name) => {
    const order = whaleOrder({ weight: 0.5 });
    const at = (weight: number) => triggerOf(order, { ...order, weights: { ...order.weights, [name]: weight } });
    expect([at(0.55), at(0.45), at(0.5500001), at(0.4499999)]).toEqual([undefined, undefined, 'weight_change', 'weight_change']);
  });

  test('S2.29: the value moving by more than 5 %, up or down, is a value change; by exactly 5 % it is not', () => {
    const at = (usdValue: number) => triggerOf(whaleOrder({ usdValue: 100_000 }), whaleOrder({ usdValue }));
    expect([at(105_000), at(95_000), at(105_000.01), at(94_999.99)]).toEqual([undefined, undefined, 'usd_value_change', 'usd_value_change']);
  });

  test('S2.29: a value that was nothing and is something is a change', () => {
    expect(triggerOf(whaleOrder({ usdValue: 0 }), whaleOrder({ usdValue: 1 }))).toBe('usd_value_change');
  });

  test('S2.29: the step is exact for every weight, however binary rounds it', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 95 }), fc.constantFrom(-5, 5), (hundredths, step) => {
      fc.pre(hundredths + step >= 0);
      const from = whaleOrder({ weight: hundredths / 100 });
      expect(triggerOf(from, whaleOrder({ weight: (hundredths + step) / 100 }))).toBeUndefined();
      expect(triggerOf(from, whaleOrder({ weight: (hundredths + step * 1.001) / 100 }))).toBe('weight_change');
    }));
  });
});
