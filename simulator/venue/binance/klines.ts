import type { BarSeries, MinuteBar } from '../../market/bar-series';
import type { DepthSymbol } from '../../market/depth/depth-symbol';
import { onGrid, stepsOf } from '../../market/grid';
import { Random } from '../../market/random';
import { sessionFactor } from '../../market/volatility';
import type { LevelTexts } from './level-texts';

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const HOUR_STREAM = 0x60000;
/** Spread of an hour's volume around what its time of day sees. */
const HOUR_SIGMA = 0.25;
const USUAL_TRADE_USDT = 400;

export const INTERVALS: Readonly<Record<string, number>> = { '1m': 1, '1h': HOUR_MINUTES };

interface Span { readonly fromMs: number | undefined; readonly toMs: number; readonly limit: number }

/** The bar of `minutes` that begins at `minute`; what lies before the kept minutes is made up, always the same. */
const barAt = (symbol: DepthSymbol, minute: number, minutes: number): MinuteBar => {
  const { series } = symbol.bars;
  if (minute < series.oldestMinute) return madeUpBar(symbol, series, minute, minutes);
  const bars = Array.from({ length: minutes }, (_, index) => series.at(minute + index)).filter((bar) => bar !== undefined);
  const [first = series.forming] = bars;
  return {
    open: first.open, close: (bars.at(-1) ?? first).close, high: Math.max(...bars.map(({ high }) => high)), low: Math.min(...bars.map(({ low }) => low)),
    volume: bars.reduce((sum, { volume }) => sum + volume, 0), turnover: bars.reduce((sum, { turnover }) => sum + turnover, 0),
  };
};

const madeUpBar = ({ spec }: DepthSymbol, series: BarSeries, minute: number, minutes: number): MinuteBar => {
  const price = series.at(series.oldestMinute)?.open ?? series.forming.open;
  const random = new Random(minutes, HOUR_STREAM + spec.index, minute);
  const turnover = (spec.turnover24hUsdt / 1_440) * minutes * sessionFactor(minute) * random.logNormal(HOUR_SIGMA);
  return { open: price, high: price, low: price, close: price, volume: stepsOf(spec.quantityGrid, turnover / onGrid(spec.priceGrid, price)), turnover };
};

/** First to last bar of the page: the first `limit` from the start where one is named, else the newest. */
const pageOf = (newest: number, minutes: number, { fromMs, toMs, limit }: Span): readonly [first: number, last: number] => {
  const last = Math.min(Math.floor(toMs / MINUTE_MS / minutes) * minutes, Math.floor(newest / minutes) * minutes);
  if (fromMs === undefined) return [last - (limit - 1) * minutes, last];
  const first = Math.ceil(fromMs / MINUTE_MS / minutes) * minutes;
  return [first, Math.min(last, first + (limit - 1) * minutes)];
};

/**
 * Rows of `klines`, oldest first, the last one perhaps forming: `[openTime, o, h, l, c, volume, closeTime, quoteVolume, trades, takerBuyBase,
 * takerBuyQuote, ignore]`. Takers' shares are not kept: half of the volume stands for them, and the number of trades is an estimate.
 */
export const klineRows = (symbol: DepthSymbol, texts: LevelTexts, minutes: number, span: Span, skewMs: number): readonly (readonly (string | number)[])[] => {
  const [first, last] = pageOf(symbol.bars.series.lastMinute, minutes, span);
  const rows = [];
  for (let minute = first; minute <= last; minute += minutes) {
    const bar = barAt(symbol, minute, minutes);
    const openMs = minute * MINUTE_MS + skewMs;
    rows.push([
      openMs, texts.price(bar.open), texts.price(bar.high), texts.price(bar.low), texts.price(bar.close), texts.quantity(bar.volume),
      openMs + minutes * MINUTE_MS - 1, bar.turnover.toFixed(8), bar.volume > 0 ? Math.ceil(bar.turnover / USUAL_TRADE_USDT) : 0,
      texts.quantity(Math.floor(bar.volume / 2)), (bar.turnover / 2).toFixed(8), '0',
    ]);
  }
  return rows;
};
