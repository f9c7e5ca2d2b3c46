import fc from 'fast-check';
import { BollingerBands, bollingerSeries } from '../../../core/indicators/bollinger-bands';
import { LEVELS, prices } from '../../support/price-series';

describe('BollingerBands', () => {
  it('S1.10: a worked example: 2, 4, 4, 4, 5, 5, 7, 9 has mean 5 and deviation 2', () => {
    const band = bollingerSeries([2, 4, 4, 4, 5, 5, 7, 9], 8, 2)[7];
    expect(band).toStrictEqual({ middle: 5, upper: 9, lower: 1, deviation: 2, width: 1.6, percentB: 1 });
  });

  it('the lower band is at %B 0 and a width is a fraction of the middle', () => {
    const bands = new BollingerBands(2, 1);
    bands.update(110);
    expect(bands.update(90)).toStrictEqual({ middle: 100, upper: 110, lower: 90, deviation: 10, width: 0.2, percentB: 0 });
  });

  it('%B is undefined exactly where the window is flat, and so is a width of 0', () => {
    fc.assert(fc.property(prices, fc.integer({ min: 1, max: 25 }), (values, window) => {
      const bands = new BollingerBands(window, 2);
      for (const [index, price] of values.entries()) {
        const band = bands.update(price);
        if (!band) continue;
        const isFlat = new Set(values.slice(index + 1 - window, index + 1)).size === 1;
        expect([band.width === 0, band.deviation === 0, band.percentB === undefined]).toStrictEqual([isFlat, isFlat, isFlat]);
      }
    }));
  });

  it('width and %B do not depend on the unit of the price', () => {
    fc.assert(fc.property(prices, (values) => {
      const doubled = bollingerSeries(values.map((value) => value * 1_024), 20, 2);
      for (const [index, band] of bollingerSeries(values, 20, 2).entries()) {
        expect([doubled[index]?.width, doubled[index]?.percentB]).toStrictEqual([band?.width, band?.percentB]);
      }
    }));
  });

  it.each(LEVELS)('a tick of $tick at $price makes a width', ({ price, tick }) => {
    const bands = new BollingerBands(20, 2);
    for (let index = 0; index < 19; index += 1) bands.update(price);
    // One value of 20 a tick away: deviation = tick * sqrt(19) / 20.
    const expected = (price + tick - price) * Math.sqrt(19) / 20;
    expect(Math.abs(bands.update(price + tick)!.deviation - expected)).toBeLessThanOrEqual(1e-14 * expected);
  });

  it('refuses a multiplier that is not above 0', () => {
    expect(() => new BollingerBands(20, 0)).toThrow(/^BollingerBands: deviations is 0, expected a number above 0/);
    expect(() => new BollingerBands(20, NaN)).toThrow(/^BollingerBands: deviations is NaN, expected a finite number/);
  });
});
