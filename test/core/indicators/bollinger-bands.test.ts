import fc from 'fast-check';
import { BollingerBands, BollingerColumns, bollingerSeries } from '../../../core/indicators/bollinger-bands';
import { LEVELS, movingPrices, prices } from '../../support/price-series';

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

/** Which symbol each price belongs to: far apart, so that room has to be made more than once. */
const SYMBOLS = [0, 1, 7, 300] as const;

describe('BollingerColumns', () => {
  it('S1.10: symbols in any order get the very bits that a band of their own gives them', () => {
    fc.assert(fc.property(prices, fc.array(fc.constantFrom(...SYMBOLS), { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 21 }), (values, order, window) => {
      const columns = new BollingerColumns(window, 2);
      const own = new Map(SYMBOLS.map((id) => [id, new BollingerBands(window, 2)]));
      for (const [index, price] of values.entries()) {
        const id = order[index % order.length]!;
        const band = own.get(id)!.update(price);
        expect(columns.update(id, price)).toBe(band !== undefined);
        const { middle, upper, lower, deviation, width } = columns;
        if (band) expect({ middle, upper, lower, deviation, width, percentB: band.percentB }).toStrictEqual(band);
      }
    }));
  });

  it('a symbol that is forgotten begins anew, and the others go on', () => {
    const [columns, fresh, undisturbed] = [new BollingerColumns(5, 2), new BollingerColumns(5, 2), new BollingerColumns(5, 2)];
    for (const price of movingPrices.slice(0, 13)) for (const id of [0, 1]) [columns, undisturbed].forEach((bands) => bands.update(id, price));
    columns.reset(1);
    for (const price of movingPrices.slice(13, 40)) {
      const hasAnswer = fresh.update(0, price);
      expect(columns.update(1, price)).toBe(hasAnswer);
      if (hasAnswer) expect([columns.middle, columns.deviation]).toStrictEqual([fresh.middle, fresh.deviation]);
      expect([columns.update(0, price), columns.deviation, columns.middle]).toStrictEqual([undisturbed.update(0, price), undisturbed.deviation, undisturbed.middle]);
    }
  });

  it.each([-1, 0.5, NaN, 2 ** 31])('refuses %s as a symbol', (id) => {
    expect(() => new BollingerColumns(20, 2).update(id, 1)).toThrow(/^WindowMoments: series is .+, expected a whole number from 0 to 48806445$/);
  });

  it('B12: a refused price leaves every symbol as it was', () => {
    const [columns, undisturbed] = [new BollingerColumns(3, 2), new BollingerColumns(3, 2)];
    for (const price of movingPrices) {
      for (const bad of [0, -1, NaN, Infinity]) expect(() => columns.update(0, bad)).toThrow(/^BollingerBands: price is .+, expected .+/);
      expect([columns.update(0, price), columns.width]).toStrictEqual([undisturbed.update(0, price), undisturbed.width]);
    }
  });
});
