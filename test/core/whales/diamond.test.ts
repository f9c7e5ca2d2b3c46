import fc from 'fast-check';
import { diamondConfidence } from '../../../core/whales/diamond';

describe('the confidence of a diamond', () => {
  test('CX.1: .35 at the threshold, .70 for a perfect one', () => {
    expect([diamondConfidence(0.666, undefined), diamondConfidence(1, undefined)]).toEqual([0.35, 0.7]);
  });

  test('half of it where levels like it were always pulled', () => {
    expect([diamondConfidence(1, 1), diamondConfidence(1, 0.5), diamondConfidence(1, 0)]).toEqual([0.35, 0.525, 0.7]);
  });

  test('it stays a fraction and grows with the weight', () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(fc.property(fraction, fraction, fc.option(fraction, { nil: undefined }), (a, b, spoof) => {
      const [low, high] = [diamondConfidence(Math.min(a, b), spoof), diamondConfidence(Math.max(a, b), spoof)];
      expect(low >= 0 && high <= 1 && low <= high).toBe(true);
    }));
  });
});
