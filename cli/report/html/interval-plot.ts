import type { Interval } from '../../../core/outcomes/wilson';
import { element, text } from './markup';
import { axisTicks } from './ticks';

/** One estimate with its interval; `reference` is another value to hold it against, drawn as an upright mark. */
export interface IntervalRow {
  readonly label: string;
  readonly value: number;
  readonly interval: Interval;
  readonly reference?: number | undefined;
  /** Behind the plot, e.g. the number of results. */
  readonly note: string;
}

export interface IntervalPlot {
  readonly title: string;
  readonly rows: readonly IntervalRow[];
  readonly show: (value: number) => string;
  /** A line through the plot, e.g. 1 for a ratio. */
  readonly baseline?: number;
  readonly range?: Interval;
}

const WIDTH = 760;
const LABELS = 230;
const NOTES = 150;
const ROW = 24;
const TOP = 8;

/** The rows' extremes and the baseline, with a little room. */
const rangeOf = ({ rows, baseline }: IntervalPlot): Interval => {
  const values = rows.flatMap(({ interval, reference }) => [interval.low, interval.high, ...(reference === undefined ? [] : [reference])]);
  const all = baseline === undefined ? values : [...values, baseline];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const room = 0.05 * (high - low || 1);
  return { low: low - room, high: high + room };
};

/** Estimates as points on bars that are their intervals: wide bars are what few results look like. */
export const intervalPlot = (plot: IntervalPlot): string => {
  if (plot.rows.length === 0) return text('p', 'Not enough data.', { class: 'none' });
  const range = plot.range ?? rangeOf(plot);
  const height = TOP + plot.rows.length * ROW;
  const x = (value: number): number => LABELS + ((Math.min(range.high, Math.max(range.low, value)) - range.low) / (range.high - range.low)) * (WIDTH - LABELS - NOTES);
  const vertical = (value: number, name: string): string => element('line', { x1: x(value), x2: x(value), y1: 0, y2: height, class: name });
  const ticks = axisTicks(range).map((value) => vertical(value, 'grid') + text('text', plot.show(value), { x: x(value), y: height + 16, 'text-anchor': 'middle', class: 'tick' }));
  const rows = plot.rows.map(({ label, value, interval, reference, note }, index) => {
    const y = TOP + index * ROW + ROW / 2;
    return element('g', {},
      text('title', `${label}: ${plot.show(value)}, 95 % interval ${plot.show(interval.low)} to ${plot.show(interval.high)}; ${note}`),
      text('text', label, { x: 0, y: y + 4, class: 'label' }),
      element('line', { x1: x(interval.low), x2: x(interval.high), y1: y, y2: y, class: 'interval' }),
      reference === undefined ? '' : element('rect', { x: x(reference) - 1.5, y: y - 8, width: 3, height: 16, class: 'reference' }),
      element('circle', { cx: x(value), cy: y, r: 5, class: 'point' }),
      text('text', note, { x: WIDTH, y: y + 4, 'text-anchor': 'end', class: 'note' }));
  });
  return element('div', { class: 'scroll' }, element('svg', { viewBox: `0 0 ${WIDTH} ${height + 24}`, class: 'wide', role: 'img', 'aria-label': plot.title },
    ...ticks, plot.baseline === undefined ? '' : vertical(plot.baseline, 'baseline'), ...rows));
};
