import { AverageTrueRange } from '../../core/indicators/atr';
import { BollingerColumns } from '../../core/indicators/bollinger-bands';
import { Macd } from '../../core/indicators/macd';
import { RelativeStrengthIndex } from '../../core/indicators/rsi';
import { SimpleMovingAverage } from '../../core/indicators/sma';
import { BAND_DEVIATIONS, BAND_WINDOW, type Library, MACD_SPANS, MEAN_WINDOW, perSymbol, WILDER_WINDOW } from './library';

export const OURS: Library = {
  name: 'ours',

  bollinger: () => {
    const bands = new BollingerColumns(BAND_WINDOW, BAND_DEVIATIONS);
    return ({ ids, closes }) => {
      let sum = 0;
      for (let row = 0; row < ids.length; row += 1) {
        if (bands.update(ids[row] ?? 0, closes[row] ?? 0)) sum += bands.upper - bands.lower;
      }
      return sum;
    };
  },

  sma: (symbols) => {
    const averages = perSymbol(symbols, () => new SimpleMovingAverage(MEAN_WINDOW));
    return ({ ids, closes }) => {
      let sum = 0;
      for (let row = 0; row < ids.length; row += 1) {
        const average = averages[ids[row] ?? 0]?.update(closes[row] ?? 0);
        if (average !== undefined) sum += average;
      }
      return sum;
    };
  },

  atr: (symbols) => {
    const averages = perSymbol(symbols, () => new AverageTrueRange(WILDER_WINDOW));
    return ({ ids, highs, lows, closes }) => {
      let sum = 0;
      for (let row = 0; row < ids.length; row += 1) {
        const range = averages[ids[row] ?? 0]?.update({ high: highs[row] ?? 0, low: lows[row] ?? 0, close: closes[row] ?? 0 });
        if (range !== undefined) sum += range;
      }
      return sum;
    };
  },

  rsi: (symbols) => {
    const indices = perSymbol(symbols, () => new RelativeStrengthIndex(WILDER_WINDOW));
    return ({ ids, closes }) => {
      let sum = 0;
      for (let row = 0; row < ids.length; row += 1) sum += indices[ids[row] ?? 0]?.update(closes[row] ?? 0) ?? 0;
      return sum;
    };
  },

  macd: (symbols) => {
    const averages = perSymbol(symbols, () => new Macd(MACD_SPANS.fast, MACD_SPANS.slow, MACD_SPANS.signal));
    return ({ ids, closes }) => {
      let sum = 0;
      for (let row = 0; row < ids.length; row += 1) {
        const answer = averages[ids[row] ?? 0]?.update(closes[row] ?? 0);
        if (answer !== undefined) sum += Math.abs(answer.macd) + Math.abs(answer.signal);
      }
      return sum;
    };
  },
};
