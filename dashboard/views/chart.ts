import {
  CandlestickSeries, createChart, createSeriesMarkers, HistogramSeries, LineSeries, LineStyle, type AutoscaleInfo, type IChartApi, type ISeriesApi, type UTCTimestamp,
} from 'lightweight-charts';
import type { OpportunityDetail } from '../../core/contracts/opportunity-detail';
import type { Signal } from '../../core/contracts/signal';
import { chartDataOf, type ChartData } from '../state/chart-data';
import { colourOf } from './theme';

const seconds = (timeMs: number): UTCTimestamp => Math.floor(timeMs / 1_000) as UTCTimestamp;

const digitsOf = (price: number): number => Math.max(2, Math.min(8, 5 - Math.ceil(Math.log10(price))));

/** Without the logo: it would bring a style element of its own, which the page forbids; the footer names the library instead. */
const makeChart = (container: HTMLElement): IChartApi => createChart(container, {
  autoSize: true,
  layout: { background: { color: 'transparent' }, textColor: colourOf('muted'), fontSize: 11, attributionLogo: false },
  grid: { vertLines: { color: colourOf('grid') }, horzLines: { color: colourOf('grid') } },
  rightPriceScale: { borderColor: colourOf('border'), scaleMargins: { top: 0.08, bottom: 0.08 } },
  timeScale: { borderColor: colourOf('border'), timeVisible: true, secondsVisible: false },
  handleScroll: { vertTouchDrag: false },
});

const levelsOf = ({ entry_price, stop_price, target1_price, target2_price }: Signal) => [
  { title: 'entry', price: entry_price, colour: 'accent' }, { title: 'stop', price: stop_price, colour: 'down' },
  { title: 'target 1', price: target1_price, colour: 'up' }, { title: 'target 2', price: target2_price, colour: 'up' },
].flatMap(({ price, ...level }) => (price === null ? [] : [{ price, ...level }]));

/** The scale reaches to every level, also to those that the price has not come to. */
const addCandles = (chart: IChartApi, signal: Signal): ISeriesApi<'Candlestick'> => {
  const [up, down] = [colourOf('up'), colourOf('down')];
  const precision = digitsOf(signal.entry_price);
  const prices = levelsOf(signal).map(({ price }) => price);
  return chart.addSeries(CandlestickSeries, {
    upColor: up, downColor: down, wickUpColor: up, wickDownColor: down, borderVisible: false, lastValueVisible: false, priceLineVisible: false,
    priceFormat: { type: 'price', precision, minMove: 10 ** -precision },
    autoscaleInfoProvider: (original: () => AutoscaleInfo | null) => {
      const { minValue, maxValue } = original()?.priceRange ?? { minValue: signal.entry_price, maxValue: signal.entry_price };
      return { priceRange: { minValue: Math.min(minValue, ...prices), maxValue: Math.max(maxValue, ...prices) } };
    },
  });
};

const addBands = (chart: IChartApi, { bars, bands }: ChartData): void => {
  for (const name of ['upper', 'middle', 'lower'] as const) {
    const line = chart.addSeries(LineSeries, {
      color: colourOf('band'), lineWidth: 1, lineStyle: name === 'middle' ? LineStyle.Dotted : LineStyle.Solid,
      lastValueVisible: false, priceLineVisible: false, crosshairMarkerVisible: false,
    });
    line.setData(bars.flatMap(([startMs], index) => {
      const band = bands[index];
      return band === undefined ? [] : [{ time: seconds(startMs), value: band[name] }];
    }));
  }
};

const addLevels = (series: ISeriesApi<'Candlestick'>, signal: Signal): void => {
  for (const { title, price, colour } of levelsOf(signal)) {
    series.createPriceLine({ price, title, color: colourOf(colour), lineWidth: 1, lineStyle: LineStyle.Dashed, axisLabelVisible: true });
  }
};

const markEntry = (series: ISeriesApi<'Candlestick'>, entryMs: number, { side }: Signal): void => {
  createSeriesMarkers(series, [{
    time: seconds(entryMs), position: side === 'buy' ? 'belowBar' : 'aboveBar', shape: side === 'buy' ? 'arrowUp' : 'arrowDown', color: colourOf('accent'), text: side,
  }]);
};

/** A band over the height of the chart where nobody saw anything; it lies under all else and has a scale of its own. */
const addBlindSpans = (chart: IChartApi, { blindSpans }: ChartData): ISeriesApi<'Histogram'> => {
  const series = chart.addSeries(HistogramSeries, {
    color: colourOf('blind'), priceScaleId: 'blind', lastValueVisible: false, priceLineVisible: false,
    autoscaleInfoProvider: () => ({ priceRange: { minValue: 0, maxValue: 1 } }),
  });
  series.priceScale().applyOptions({ scaleMargins: { top: 0, bottom: 0 } });
  series.setData(blindSpans.flatMap(({ startsMs }) => startsMs.map((startMs) => ({ time: seconds(startMs), value: 1 }))));
  return series;
};

/** The word of each band; called when all series have their data, since markers keep the places that their times had then. */
const nameBlindSpans = (series: ISeriesApi<'Histogram'>, { blindSpans }: ChartData): void => {
  createSeriesMarkers(series, blindSpans.flatMap(({ startsMs, words }) => {
    const middleMs = startsMs[Math.floor(startsMs.length / 2)];
    return middleMs === undefined ? [] : [{ time: seconds(middleMs), position: 'belowBar', shape: 'circle', size: 0, color: colourOf('warn'), text: words } as const];
  }));
};

/** Bars shown at first: enough before the entry to see what led to it. */
const SHOWN_BEFORE = 70;
/** Bars' widths behind the last one, where the names of the levels stand. */
const ROOM_FOR_NAMES = 9;

/** Draws bars, bands, levels and entry into an empty container. Answers how to take it away again. */
export const drawChart = (container: HTMLElement, { signal, ...detail }: OpportunityDetail): (() => void) => {
  const data = chartDataOf({ signal, ...detail });
  const chart = makeChart(container);
  const blind = addBlindSpans(chart, data);
  const candles = addCandles(chart, signal);
  candles.setData(data.bars.map(([startMs, open, high, low, close]) => ({ time: seconds(startMs), open, high, low, close })));
  addBands(chart, data);
  nameBlindSpans(blind, data);
  addLevels(candles, signal);
  if (data.entryMs !== undefined) markEntry(candles, data.entryMs, signal);
  const places = data.bars.length + data.blindSpans.reduce((sum, { startsMs }) => sum + startsMs.length, 0);
  const from = Math.max(0, data.bars.length - data.afterCount - SHOWN_BEFORE);
  chart.timeScale().setVisibleLogicalRange({ from, to: places + ROOM_FOR_NAMES });
  return () => { chart.remove(); };
};
