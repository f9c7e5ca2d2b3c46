import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { atrSeries, AverageTrueRange } from '../../../core/indicators/atr';
import { BollingerBands, bollingerSeries } from '../../../core/indicators/bollinger-bands';
import { emaSeries, ExponentialMovingAverage } from '../../../core/indicators/ema';
import type { HighLowClose } from '../../../core/indicators/high-low-close';
import { Macd, macdSeries } from '../../../core/indicators/macd';
import { RollingMaximum, rollingMaximumSeries } from '../../../core/indicators/rolling-maximum';
import { RelativeStrengthIndex, rsiSeries } from '../../../core/indicators/rsi';
import { SimpleMovingAverage, smaSeries } from '../../../core/indicators/sma';
import { deviationSeries, RollingDeviation } from '../../../core/indicators/standard-deviation';
import { StochasticOscillator, stochasticSeries } from '../../../core/indicators/stochastic';
import { VolumeMultiple, volumeMultipleSeries } from '../../../core/indicators/volume-multiple';
import { WilderAverage, wilderSeries } from '../../../core/indicators/wilder-average';
import { indicatorContract, NOT_FINITE, notFinite } from '../../support/indicator-contract';
import { bars, movingBars, movingPrices, prices } from '../../support/price-series';

const badNumbers = (field: string, more: readonly number[] = []): (readonly [string, number])[] =>
  [...NOT_FINITE, ...more].map((bad) => [field, bad] as const);

const GOOD_BAR: HighLowClose = { high: 3, low: 1, close: 2 };

const badBars: readonly (readonly [string, HighLowClose])[] = [
  ...NOT_FINITE.flatMap((bad) => (['high', 'low', 'close'] as const).map((field) => [field, { ...GOOD_BAR, [field]: bad }] as const)),
  ['high', { high: 1, low: 3, close: 2 }],
];

/** Volumes with bursts and dead stretches. */
const volumes = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e9, noNaN: true }), fc.nat(1_000)), { maxLength: 60 });

describe('streaming indicators', () => {
  indicatorContract({
    name: 'SimpleMovingAverage', create: () => new SimpleMovingAverage(20), oracle: (values) => smaSeries(values, 20),
    inputs: prices, moving: movingPrices, tolerance: 1e-13, refused: badNumbers('value'),
  });
  indicatorContract({
    name: 'ExponentialMovingAverage', create: () => new ExponentialMovingAverage(20), oracle: (values) => emaSeries(values, 20),
    inputs: prices, moving: movingPrices, tolerance: 0, refused: badNumbers('value'),
  });
  indicatorContract({
    name: 'RollingDeviation', create: () => new RollingDeviation(20), oracle: (values) => deviationSeries(values, 20),
    inputs: prices, moving: movingPrices, tolerance: 1e-12, refused: badNumbers('value'),
  });
  indicatorContract({
    name: 'BollingerBands', create: () => new BollingerBands(20, 2), oracle: (values) => bollingerSeries(values, 20, 2),
    inputs: prices, moving: movingPrices, tolerance: 1e-12, refused: badNumbers('price', [0, -1]),
    // %b and the lower band may be near 0: their errors are measured against the price or 1, whichever is larger.
    scaleOf: (values, index) => Math.max(1, ...values.slice(Math.max(0, index - 19), index + 1)),
  });
  indicatorContract({
    name: 'WilderAverage', create: () => new WilderAverage(14), oracle: (values) => wilderSeries(values, 14),
    inputs: prices, moving: movingPrices, tolerance: 0, refused: badNumbers('value'),
  });
  indicatorContract({
    name: 'AverageTrueRange', create: () => new AverageTrueRange(14), oracle: (values) => atrSeries(values, 14),
    inputs: bars, moving: movingBars, tolerance: 0, refused: badBars,
  });
  indicatorContract({
    name: 'RelativeStrengthIndex', create: () => new RelativeStrengthIndex(14), oracle: (values) => rsiSeries(values, 14),
    inputs: prices, moving: movingPrices, tolerance: 0, refused: badNumbers('value'),
  });
  indicatorContract({
    name: 'Macd', create: () => new Macd(12, 26, 9), oracle: (values) => macdSeries(values, 12, 26, 9),
    inputs: prices, moving: movingPrices, tolerance: 0, refused: badNumbers('value'),
  });
  indicatorContract({
    name: 'StochasticOscillator', create: () => new StochasticOscillator(14, 3, 3), oracle: (values) => stochasticSeries(values, 14, 3, 3),
    inputs: bars, moving: movingBars, tolerance: 1e-13, scaleOf: () => 100, refused: badBars,
  });
  indicatorContract({
    name: 'VolumeMultiple', create: () => new VolumeMultiple(10), oracle: (values) => volumeMultipleSeries(values, 10),
    inputs: volumes, moving: movingPrices, tolerance: 1e-12, refused: badNumbers('volume', [-1]),
  });
  indicatorContract({
    name: 'RollingMaximum', create: () => new RollingMaximum(20), oracle: (values) => rollingMaximumSeries(values, 20),
    inputs: prices, moving: movingPrices, tolerance: 0, refused: badNumbers('value'),
  });
});

/** Any doubles that are let in, from underflow to the limit. */
const anyNumbers = fc.array(fc.double({ min: -1e100, max: 1e100, noNaN: true }), { maxLength: 40 });

describe('extreme doubles', () => {
  it('B12: nothing that is let in turns into NaN or Infinity, however large or small', () => {
    fc.assert(fc.property(anyNumbers, fc.integer({ min: 2, max: 6 }), (values, window) => {
      const bars = values.map((value) => ({ high: Math.abs(value), low: -Math.abs(value), close: value }));
      const positives = values.map((value) => Math.abs(value) || Number.MIN_VALUE);
      const feeds: (readonly [{ update(input: never): unknown }, readonly unknown[]])[] = [
        [new SimpleMovingAverage(window), values], [new ExponentialMovingAverage(window), values], [new RollingDeviation(window), values],
        [new BollingerBands(window, 2), positives], [new WilderAverage(window), values], [new AverageTrueRange(window), bars],
        [new RelativeStrengthIndex(window), values], [new Macd(window - 1, window, 2), values], [new StochasticOscillator(window, 2, 2), bars],
        [new VolumeMultiple(window), positives], [new RollingMaximum(window), values],
      ];
      for (const [indicator, inputs] of feeds) {
        const answers = inputs.map((input) => indicator.update(input as never));
        expect([indicator.constructor.name, notFinite(answers)]).toStrictEqual([indicator.constructor.name, []]);
      }
    }), { numRuns: 1_000 });
  });
});

it('B12: differences so small that their squares underflow give a deviation of 0, never NaN', () => {
  const rolling = new RollingDeviation(6);
  const answers = [0, 7.7e-163, 7.7e-163, 7.7e-163, 7.7e-163, 7.7e-163].map((value) => rolling.update(value));
  expect(answers.at(-1)?.deviation).toBe(0);
});

it('every class that implements Indicator is registered above', () => {
  const folder = resolve(__dirname, '../../../core/indicators');
  const classes = readdirSync(folder).flatMap((file) =>
    [...readFileSync(resolve(folder, file), 'utf8').matchAll(/class (\w+) implements Indicator</g)].map((match) => match[1]!));
  const registered = [...readFileSync(__filename, 'utf8').matchAll(/^ {4}name: '(\w+)'/gm)].map((match) => match[1]!);
  expect(classes.length).toBeGreaterThan(5);
  expect(registered.sort()).toStrictEqual(classes.sort());
});

describe('windows', () => {
  it.each([0, -1, 2.5, NaN, Infinity, 1_000_001])('a window of %s is refused by every indicator, naming it', (window) => {
    const makers: Readonly<Record<string, () => unknown>> = {
      SimpleMovingAverage: () => new SimpleMovingAverage(window),
      ExponentialMovingAverage: () => new ExponentialMovingAverage(window),
      RollingDeviation: () => new RollingDeviation(window),
      BollingerBands: () => new BollingerBands(window, 2),
      WilderAverage: () => new WilderAverage(window),
      AverageTrueRange: () => new AverageTrueRange(window),
      RelativeStrengthIndex: () => new RelativeStrengthIndex(window),
      Macd: () => new Macd(window, 26, 9),
      StochasticOscillator: () => new StochasticOscillator(window),
      VolumeMultiple: () => new VolumeMultiple(window),
      RollingMaximum: () => new RollingMaximum(window),
    };
    for (const [name, make] of Object.entries(makers)) {
      expect(make).toThrow(RangeError);
      expect(make).toThrow(new RegExp(`^${name}: (window|fast) is .+, expected a whole number from 1 to 1000000`));
    }
  });

  it('every window from 1 to 30 gives the oracle: the block boundaries do not show', () => {
    for (let window = 1; window <= 30; window += 1) {
      const rolling = new RollingDeviation(window);
      const expected = deviationSeries(movingPrices, window);
      for (const [index, price] of movingPrices.entries()) {
        const answer = rolling.update(price);
        expect(answer === undefined).toBe(expected[index] === undefined);
        if (answer) expect(Math.abs(answer.deviation - expected[index]!.deviation)).toBeLessThanOrEqual(1e-12 * expected[index]!.deviation);
      }
    }
  });
});
