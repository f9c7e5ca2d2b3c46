import { loadPeer } from '../peers/load-peer';
import { BAND_DEVIATIONS, BAND_WINDOW, type Library, MACD_SPANS, MEAN_WINDOW, perSymbol, WILDER_WINDOW } from './library';

interface Bar {
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** `replace` is false for a value that is new. */
interface Stream<Input, Answer> {
  update(input: Input, replace: boolean): Answer | null;
}

/** What is used of trading-signals. */
interface Exports {
  readonly BollingerBands: new (window: number, deviations: number) => Stream<number, { lower: number; middle: number; upper: number }>;
  readonly SMA: new (window: number) => Stream<number, number>;
  readonly EMA: new (window: number) => Stream<number, number>;
  readonly ATR: new (window: number) => Stream<Bar, number>;
  readonly RSI: new (window: number) => Stream<number, number>;
  readonly MACD: new (fast: unknown, slow: unknown, signal: unknown) => Stream<number, { macd: number; signal: number }>;
}

export const tradingSignals = (): Library => {
  const { BollingerBands, SMA, EMA, ATR, RSI, MACD } = loadPeer<Exports>('trading-signals');
  return {
    name: 'trading-signals',

    bollinger: (symbols) => {
      const bands = perSymbol(symbols, () => new BollingerBands(BAND_WINDOW, BAND_DEVIATIONS));
      return ({ ids, closes }) => {
        let sum = 0;
        for (let row = 0; row < ids.length; row += 1) {
          const band = bands[ids[row] ?? 0]?.update(closes[row] ?? 0, false);
          if (band) sum += band.upper - band.lower;
        }
        return sum;
      };
    },

    sma: (symbols) => {
      const averages = perSymbol(symbols, () => new SMA(MEAN_WINDOW));
      return ({ ids, closes }) => {
        let sum = 0;
        for (let row = 0; row < ids.length; row += 1) {
          const average = averages[ids[row] ?? 0]?.update(closes[row] ?? 0, false) ?? null;
          if (average !== null) sum += average;
        }
        return sum;
      };
    },

    atr: (symbols) => {
      const averages = perSymbol(symbols, () => new ATR(WILDER_WINDOW));
      return ({ ids, highs, lows, closes }) => {
        let sum = 0;
        for (let row = 0; row < ids.length; row += 1) {
          const range = averages[ids[row] ?? 0]?.update({ high: highs[row] ?? 0, low: lows[row] ?? 0, close: closes[row] ?? 0 }, false) ?? null;
          if (range !== null) sum += range;
        }
        return sum;
      };
    },

    rsi: (symbols) => {
      const indices = perSymbol(symbols, () => new RSI(WILDER_WINDOW));
      return ({ ids, closes }) => {
        let sum = 0;
        for (let row = 0; row < ids.length; row += 1) sum += indices[ids[row] ?? 0]?.update(closes[row] ?? 0, false) ?? 0;
        return sum;
      };
    },

    macd: (symbols) => {
      const averages = perSymbol(symbols, () => new MACD(new EMA(MACD_SPANS.fast), new EMA(MACD_SPANS.slow), new EMA(MACD_SPANS.signal)));
      return ({ ids, closes }) => {
        let sum = 0;
        for (let row = 0; row < ids.length; row += 1) {
          const answer = averages[ids[row] ?? 0]?.update(closes[row] ?? 0, false);
          if (answer) sum += Math.abs(answer.macd) + Math.abs(answer.signal);
        }
        return sum;
      };
    },
  };
};
