import { AverageTrueRange } from '../../../core/indicators/atr';
import { BollingerBands } from '../../../core/indicators/bollinger-bands';
import { ExponentialMovingAverage } from '../../../core/indicators/ema';
import type { Indicator } from '../../../core/indicators/indicator';
import { Macd } from '../../../core/indicators/macd';
import { RollingMaximum } from '../../../core/indicators/rolling-maximum';
import { RelativeStrengthIndex } from '../../../core/indicators/rsi';
import { SimpleMovingAverage } from '../../../core/indicators/sma';
import { RollingDeviation } from '../../../core/indicators/standard-deviation';
import { StochasticOscillator } from '../../../core/indicators/stochastic';
import { itWithVectors, skenderQuotes, skenderRows, tulipCase } from '../../support/reference-vectors';

const closes = (): number[] => skenderQuotes().map(({ close }) => close);

/** Compares a stream with the rows of a Skender file, field by field, and also where neither has an answer. */
const expectSkender = <Input, Output>(
  file: string, indicator: Indicator<Input, Output>, inputs: readonly Input[], pick: (answer: Output) => Readonly<Record<string, number | undefined>>,
): void => {
  const rows = skenderRows(file);
  expect(rows).toHaveLength(inputs.length);
  let compared = 0;
  for (const [index, input] of inputs.entries()) {
    const answer = indicator.update(input);
    expect(answer !== undefined).toBe(index + 1 >= indicator.warmup);
    for (const [field, got] of Object.entries(answer === undefined ? {} : pick(answer))) {
      const wanted = rows[index]?.[field] ?? undefined;
      if (wanted === undefined || got === undefined) throw new Error(`${file}[${index}].${field}: ${String(got)} against ${String(wanted)}`);
      expect(Math.abs(got - wanted)).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(wanted)));
      compared += 1;
    }
  }
  expect(compared).toBeGreaterThan(400);
};

describe('Skender Stock.Indicators, 502 daily bars', () => {
  itWithVectors('SMA(20)', () => expectSkender('sma', new SimpleMovingAverage(20), closes(), (sma) => ({ sma })));
  itWithVectors('EMA(20)', () => expectSkender('ema', new ExponentialMovingAverage(20), closes(), (ema) => ({ ema })));
  itWithVectors('standard deviation (14)', () =>
    expectSkender('stdev', new RollingDeviation(14), closes(), ({ mean, deviation }) => ({ mean, stdDev: deviation })));
  itWithVectors('S1.10: Bollinger bands (20, 2) with width and %B', () =>
    expectSkender('bb', new BollingerBands(20, 2), closes(), ({ middle, upper, lower, width, percentB }) =>
      ({ sma: middle, upperBand: upper, lowerBand: lower, width, percentB })));
  itWithVectors('ATR(14)', () => expectSkender('atr', new AverageTrueRange(14), skenderQuotes(), (atr) => ({ atr })));
  itWithVectors('RSI(14)', () => expectSkender('rsi', new RelativeStrengthIndex(14), closes(), (rsi) => ({ rsi })));
  itWithVectors('MACD(12, 26, 9)', () =>
    expectSkender('macd', new Macd(12, 26, 9), closes(), ({ macd, signal, histogram }) => ({ macd, signal, histogram })));
  itWithVectors('stochastic (14, 3, 3)', () => expectSkender('stoch', new StochasticOscillator(14, 3, 3), skenderQuotes(), ({ k, d }) => ({ k, d })));
});

/** The defined answers of a stream. */
const answersOf = <Input, Output>(indicator: Indicator<Input, Output>, inputs: readonly Input[]): Output[] =>
  inputs.map((input) => indicator.update(input)).filter((answer) => answer !== undefined);

/** Tulip prints three decimals. */
const expectTulip = (answers: readonly number[], outputs: readonly number[] | undefined): void => {
  expect(answers).toHaveLength(outputs!.length);
  for (const [index, answer] of answers.entries()) expect(Math.abs(answer - outputs![index]!)).toBeLessThanOrEqual(0.000_501);
};

/** Tulip starts an EMA at the first value; ours starts at an average, which is that value once it is repeated before the series. */
const startingAtFirst = (values: readonly number[], window: number): number[] => [...Array<number>(window - 1).fill(values[0]!), ...values];

const barsOf = (highs: readonly number[], lows: readonly number[], ends: readonly number[]): { high: number; low: number; close: number }[] =>
  highs.map((high, index) => ({ high, low: lows[index]!, close: ends[index]! }));

describe('Tulip Indicators, untest.txt', () => {
  itWithVectors('sma 5', () => {
    const [values, expected] = tulipCase('sma 5');
    expectTulip(answersOf(new SimpleMovingAverage(5), values!), expected);
  });
  itWithVectors('ema 5, started at the first value as Tulip does', () => {
    const [values, expected] = tulipCase('ema 5');
    expectTulip(answersOf(new ExponentialMovingAverage(5), startingAtFirst(values!, 5)), expected);
  });
  itWithVectors('stddev 5', () => {
    const [values, expected] = tulipCase('stddev 5');
    expectTulip(answersOf(new RollingDeviation(5), values!).map(({ deviation }) => deviation), expected);
  });
  itWithVectors('bbands 5 2', () => {
    const [values, lower, middle, upper] = tulipCase('bbands 5 2');
    const bands = answersOf(new BollingerBands(5, 2), values!);
    expectTulip(bands.map((band) => band.lower), lower);
    expectTulip(bands.map((band) => band.middle), middle);
    expectTulip(bands.map((band) => band.upper), upper);
  });
  itWithVectors('atr 5, whose first true range is high minus low', () => {
    const [highs, lows, ends, expected] = tulipCase('atr 5');
    const bars = barsOf(highs!, lows!, ends!);
    expectTulip(answersOf(new AverageTrueRange(5), [bars[0]!, ...bars]), expected);
  });
  itWithVectors('rsi 5', () => {
    const [values, expected] = tulipCase('rsi 5');
    expectTulip(answersOf(new RelativeStrengthIndex(5), values!), expected);
  });
  itWithVectors('macd 2 5 9, whose averages start at their first value', () => {
    const [values, lines, signals, histograms] = tulipCase('macd 2 5 9');
    const fast = answersOf(new ExponentialMovingAverage(2), startingAtFirst(values!, 2));
    const slow = answersOf(new ExponentialMovingAverage(5), startingAtFirst(values!, 5));
    const macd = slow.map((average, index) => fast[index]! - average).slice(4);
    const signal = answersOf(new ExponentialMovingAverage(9), startingAtFirst(macd, 9));
    expectTulip(macd, lines);
    expectTulip(signal, signals);
    expectTulip(macd.map((line, index) => line - signal[index]!), histograms);
  });
  itWithVectors('stoch 5 3 3', () => {
    const [highs, lows, ends, ks, ds] = tulipCase('stoch 5 3 3');
    const bars = barsOf(highs!, lows!, ends!);
    const answers = answersOf(new StochasticOscillator(5, 3, 3), bars);
    expectTulip(answers.map(({ k }) => k), ks);
    expectTulip(answers.map(({ d }) => d), ds);
  });
  itWithVectors('max 5', () => {
    const [values, expected] = tulipCase('max 5');
    expectTulip(answersOf(new RollingMaximum(5), values!).slice(4), expected);
  });
});
