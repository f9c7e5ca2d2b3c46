import type { BarSeries, MinuteBar } from '../bar-series';
import { onGrid, stepsOf } from '../grid';
import { Random } from '../random';
import { sessionFactor } from '../volatility';
import type { DepthSymbol } from './depth-symbol';

const DAY_MINUTES = 1_440;
const LONG_STREAM = 0x60000;
/** Spread of a made-up bar's volume around what its time of day sees. */
const VOLUME_SIGMA = 0.25;

const madeUpBar = ({ spec }: DepthSymbol, series: BarSeries, minute: number, minutes: number): MinuteBar => {
  const price = series.at(series.oldestMinute)?.open ?? series.forming.open;
  const random = new Random(minutes, LONG_STREAM + spec.index, minute);
  const turnover = (spec.turnover24hUsdt / DAY_MINUTES) * minutes * sessionFactor(minute) * random.logNormal(VOLUME_SIGMA);
  return { open: price, high: price, low: price, close: price, volume: stepsOf(spec.quantityGrid, turnover / onGrid(spec.priceGrid, price)), turnover };
};

/** The bar of `minutes` that begins at `minute`, in grid steps; what lies before the kept minutes is made up, always the same. */
export const longBar = (symbol: DepthSymbol, minute: number, minutes: number): MinuteBar => {
  const { series } = symbol.bars;
  if (minute < series.oldestMinute) return madeUpBar(symbol, series, minute, minutes);
  const bars = Array.from({ length: minutes }, (_, index) => series.at(minute + index)).filter((bar) => bar !== undefined);
  const [first = series.forming] = bars;
  return {
    open: first.open, close: (bars.at(-1) ?? first).close, high: Math.max(first.high, ...bars.map(({ high }) => high)), low: Math.min(first.low, ...bars.map(({ low }) => low)),
    volume: bars.reduce((sum, { volume }) => sum + volume, 0), turnover: bars.reduce((sum, { turnover }) => sum + turnover, 0),
  };
};
