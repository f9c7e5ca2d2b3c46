import { loadPeer } from '../peers/load-peer';
import { BAND_DEVIATIONS, BAND_WINDOW, type Library, MACD_SPANS, MEAN_WINDOW, perSymbol, WILDER_WINDOW } from './library';

interface Bar {
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

interface Stream<Input, Answer> {
  nextValue(input: Input): Answer | undefined;
}

type Made<Options, Input, Answer> = new (options: Options) => Stream<Input, Answer>;
interface Closes {
  readonly period: number;
  readonly values: number[];
}

/** What is used of technicalindicators. */
interface Exports {
  readonly BollingerBands: Made<Closes & { stdDev: number }, number, { lower: number; middle: number; upper: number }>;
  readonly SMA: Made<Closes, number, number>;
  readonly ATR: Made<{ period: number; high: number[]; low: number[]; close: number[] }, Bar, number>;
  readonly RSI: Made<Closes, number, number>;
  readonly MACD: Made<Record<string, unknown>, number, { MACD?: number; signal?: number }>;
}

export const technicalIndicators = (): Library => {
  const { BollingerBands, SMA, ATR, RSI, MACD } = loadPeer<Exports>('technicalindicators');
  return {
    name: 'technicalindicators',

    bollinger: (symbols) => {
      const bands = perSymbol(symbols, () => new BollingerBands({ period: BAND_WINDOW, stdDev: BAND_DEVIATIONS, values: [] }));
      return ({ ids, closes }) => {
        let sum = 0;
        for (let row = 0; row < ids.length; row += 1) {
          const band = bands[ids[row] ?? 0]?.nextValue(closes[row] ?? 0);
          if (band !== undefined) sum += band.upper - band.lower;
        }
        return sum;
      };
    },

    sma: (symbols) => {
      const averages = perSymbol(symbols, () => new SMA({ period: MEAN_WINDOW, values: [] }));
      return ({ ids, closes }) => {
        let sum = 0;
        for (let row = 0; row < ids.length; row += 1) {
          const average = averages[ids[row] ?? 0]?.nextValue(closes[row] ?? 0);
          if (average !== undefined) sum += average;
        }
        return sum;
      };
    },

    atr: (symbols) => {
      const averages = perSymbol(symbols, () => new ATR({ period: WILDER_WINDOW, high: [], low: [], close: [] }));
      return ({ ids, highs, lows, closes }) => {
        let sum = 0;
        for (let row = 0; row < ids.length; row += 1) {
          const range = averages[ids[row] ?? 0]?.nextValue({ high: highs[row] ?? 0, low: lows[row] ?? 0, close: closes[row] ?? 0 });
          if (range !== undefined) sum += range;
        }
        return sum;
      };
    },

    rsi: (symbols) => {
      const indices = perSymbol(symbols, () => new RSI({ period: WILDER_WINDOW, values: [] }));
      return ({ ids, closes }) => {
        let sum = 0;
        for (let row = 0; row < ids.length; row += 1) sum += indices[ids[row] ?? 0]?.nextValue(closes[row] ?? 0) ?? 0;
        return sum;
      };
    },

    macd: (symbols) => {
      const spans = { fastPeriod: MACD_SPANS.fast, slowPeriod: MACD_SPANS.slow, signalPeriod: MACD_SPANS.signal };
      const averages = perSymbol(symbols, () => new MACD({ ...spans, SimpleMAOscillator: false, SimpleMASignal: false, values: [] }));
      return ({ ids, closes }) => {
        let sum = 0;
        for (let row = 0; row < ids.length; row += 1) {
          const answer = averages[ids[row] ?? 0]?.nextValue(closes[row] ?? 0);
          if (answer?.MACD !== undefined && answer.signal !== undefined) sum += Math.abs(answer.MACD) + Math.abs(answer.signal);
        }
        return sum;
      };
    },
  };
};
