import { svg } from './dom';

export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface Axis {
  readonly from: number;
  readonly to: number;
}

const [WIDTH, HEIGHT, EDGE] = [120, 18, 5];

/** An axis that holds every interval of a column and the baseline, so that rows can be compared by eye. */
export const axisOf = (estimates: readonly Estimate[], baseline: number): Axis => {
  const all = [baseline, ...estimates.flatMap(({ low, high }) => [low, high])];
  const [from, to] = [Math.min(...all), Math.max(...all)];
  const room = 0.05 * (to - from || 1);
  return { from: from - room, to: to + room };
};

export interface PlottedInterval {
  readonly estimate: Estimate;
  readonly axis: Axis;
  /** Drawn upright: chance, or nothing gained; undefined where there is nothing to hold it against. */
  readonly baseline: number | undefined;
  /** The same in words. */
  readonly label: string;
}

const verdictOf = ({ low, high }: Estimate, baseline: number | undefined): 'above' | 'below' | 'open' => {
  if (baseline === undefined) return 'open';
  return low > baseline ? 'above' : high < baseline ? 'below' : 'open';
};

/** The interval as a bar between two ends, the estimate as a point on it: wide bars are what few results look like. */
export const intervalPlot = ({ estimate, axis: { from, to }, baseline, label }: PlottedInterval): SVGSVGElement => {
  const { value, low, high } = estimate;
  const x = (at: number): number => EDGE + ((Math.min(to, Math.max(from, at)) - from) / (to - from)) * (WIDTH - 2 * EDGE);
  const middle = HEIGHT / 2;
  const upright = (at: number, half: number, name: string): SVGLineElement => svg('line', { x1: x(at), x2: x(at), y1: middle - half, y2: middle + half, class: name });
  return svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, role: 'img', class: `interval-plot ${verdictOf(estimate, baseline)}`, 'aria-label': label },
    svg('line', { x1: EDGE, x2: WIDTH - EDGE, y1: middle, y2: middle, class: 'axis' }), ...(baseline === undefined ? [] : [upright(baseline, 9, 'baseline')]),
    svg('line', { x1: x(low), x2: x(high), y1: middle, y2: middle, class: 'interval' }), upright(low, 4, 'end'), upright(high, 4, 'end'),
    svg('circle', { cx: x(value), cy: middle, r: 3.5, class: 'point' }));
};
