import { WALL, wallPriceOf, wallValue } from '../../../core/contracts/wall-conditions';
import { wallOpportunity } from '../../support/opportunity';

describe('the conditions of a large level', () => {
  test('C2.12: it stands below the price for a buy and above it for a sell', () => {
    expect(wallPriceOf(wallOpportunity())).toBeCloseTo(99.9, 9);
    expect(wallPriceOf(wallOpportunity({ side: 'sell' }))).toBeCloseTo(100.1, 9);
  });

  test('what is missing, or had no answer, has no value', () => {
    const conditions = [{ name: WALL.weight, value: null, threshold: 0.666, margin: null, met: false }];
    expect(wallValue(conditions, 'weight')).toBeUndefined();
    expect(wallValue([], 'valueUsdt')).toBeUndefined();
    expect(wallPriceOf(wallOpportunity({ conditions }))).toBeUndefined();
  });

  test('each name says that it is of a whale, as the type does: that is how an alert knows its reasons', () => {
    for (const name of Object.values(WALL)) expect(name.split('_')[0]).toBe('whale');
  });
});
