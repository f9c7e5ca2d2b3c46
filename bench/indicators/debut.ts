import { loadPeer } from '../peers/load-peer';
import { BAND_DEVIATIONS, BAND_WINDOW, type Library, MACD_SPANS, MEAN_WINDOW, perSymbol, WILDER_WINDOW } from './library';

interface Stream<Answer> {
  nextValue(close: number): Answer | undefined;
}

/** What is used of @debut/indicators. */
interface Exports {
  readonly BollingerBands: new (window: number, deviations: number) => Stream<{ lower: number; middle: number; upper: number }>;
  readonly SMA: new (window: number) => Stream<number>;
  readonly ATR: new (window: number) => { nextValue(high: number, low: number, close: number): number | undefined };
  readonly RSI: new (window: number) => Stream<number>;
  readonly MACD: new (fast: number, slow: number, signal: number) => Stream<{ macd: number; signal: number }>;
}

export const debut = (): Library => {
  const { BollingerBands, SMA, ATR, RSI, MACD } = loadPeer<Exports>('@debut/indicators');
  return {
    name: '@debut/indicators',

    bollinger: (symbols) => {
      const bands = perSymbol(symbols, () => new BollingerBands(BAND_WINDOW, BAND_DEVIATIONS));
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
      const averages = perSymbol(symbols, () => new SMA(MEAN_WINDOW));
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
      const averages = perSymbol(symbols, () => new ATR(WILDER_WINDOW));
      return ({ ids, highs, lows, closes }) => {
        let sum = 0;
        for (let row = 0; row < ids.length; row += 1) {
          const range = averages[ids[row] ?? 0]?.nextValue(highs[row] ?? 0, lows[row] ?? 0, closes[row] ?? 0);
          if (range !== undefined) sum += range;
        }
        return sum;
      };
    },

    rsi: (symbols) => {
      const indices = perSymbol(symbols, () => new RSI(WILDER_WINDOW));
      return ({ ids, closes }) => {
        let sum = 0;
        for (let row = 0; row < ids.length; row += 1) sum += indices[ids[row] ?? 0]?.nextValue(closes[row] ?? 0) ?? 0;
        return sum;
      };
    },

    macd: (symbols) => {
      const averages = perSymbol(symbols, () => new MACD(MACD_SPANS.fast, MACD_SPANS.slow, MACD_SPANS.signal));
      return ({ ids, closes }) => {
        let sum = 0;
        for (let row = 0; row < ids.length; row += 1) {
          const answer = averages[ids[row] ?? 0]?.nextValue(closes[row] ?? 0);
          if (answer !== undefined) sum += Math.abs(answer.macd) + Math.abs(answer.signal);
        }
        return sum;
      };
    },
  };
};
