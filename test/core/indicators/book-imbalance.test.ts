import fc from 'fast-check';
import { bookImbalance } from '../../../core/indicators/book-imbalance';

const quantity = fc.double({ min: 1e-8, max: 1e12, noNaN: true });

describe('bookImbalance', () => {
  it('S1.13: (bid - ask) / (bid + ask), signed', () => {
    expect(bookImbalance(85, 15)).toBe(0.7);
    expect(bookImbalance(15, 85)).toBe(-0.7);
    expect(bookImbalance(3, 3)).toBe(0);
    expect(bookImbalance(5, 0)).toBe(1);
    expect(bookImbalance(0, 5)).toBe(-1);
  });

  it.each([[0, 0], [undefined, 5], [5, undefined], [-1, 5], [5, -1], [NaN, 5], [5, NaN], [Infinity, 5], [1e308, 1e308]])(
    'S1.13: bid %s and ask %s give no answer', (bid, ask) => expect(bookImbalance(bid, ask)).toBeUndefined(),
  );

  it('S1.13: lies within -1 and 1, changes its sign with the sides, and does not depend on the unit', () => {
    fc.assert(fc.property(quantity, quantity, (bid, ask) => {
      const imbalance = bookImbalance(bid, ask)!;
      expect(Math.abs(imbalance)).toBeLessThanOrEqual(1);
      expect(bookImbalance(ask, bid)! + imbalance).toBe(0);
      expect(bookImbalance(bid * 4, ask * 4)).toBe(imbalance);
    }));
  });
});
