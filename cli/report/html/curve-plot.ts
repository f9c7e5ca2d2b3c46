import { element, text } from './markup';
import { axisTicks } from './ticks';

export interface CurvePlot {
  readonly title: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly showX: (x: number) => string;
  readonly showY: (y: number) => string;
}

const WIDTH = 360;
const HEIGHT = 150;
const LEFT = 52;
const RIGHT = 8;

/** One curve from 0, with the zero line; its last value stands in the title. */
export const curvePlot = ({ title, points, showX, showY }: CurvePlot): string => {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || last.x === first.x) return '';
  const values = [0, ...points.map(({ y }) => y)];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const range = { low, high: high > low ? high : low + 1 };
  const x = (value: number): number => LEFT + ((value - first.x) / (last.x - first.x)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number => 6 + ((range.high - value) / (range.high - range.low)) * (HEIGHT - 12);
  const ticks = axisTicks(range).map((value) => element('line', { x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value), class: value === 0 ? 'baseline' : 'grid' })
    + text('text', showY(value), { x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end', class: 'tick' }));
  const path = points.map((point, index) => `${index === 0 ? 'M' : 'L'}${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)}`).join('');
  return element('figure', {}, text('figcaption', title), element('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT + 18}`, role: 'img', 'aria-label': title },
    ...ticks, element('path', { d: path, class: 'curve' }),
    text('text', showX(first.x), { x: LEFT, y: HEIGHT + 14, class: 'tick' }), text('text', showX(last.x), { x: WIDTH - RIGHT, y: HEIGHT + 14, 'text-anchor': 'end', class: 'tick' })));
};
