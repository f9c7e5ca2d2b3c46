import type { WireBar } from '../../contracts/common';
import { SeededDraws } from './seeded-draws';

/** A bar's shape relative to the close before it. */
interface Shape {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

const shapesOf = (bars: readonly WireBar[]): Shape[] => bars.slice(1).map(([, open, high, low, close, volume], index) => {
  const before = bars[index]?.[4] ?? open;
  return { open: open / before, high: high / before, low: low / before, close: close / before, volume };
});

/** The first bar as it was, then the shapes one after the other, at the times of the bars. */
const rebuilt = (bars: readonly WireBar[], shapes: readonly Shape[]): WireBar[] => {
  const result = bars.slice(0, 1);
  shapes.forEach(({ open, high, low, close, volume }, index) => {
    const before = result.at(-1)?.[4] ?? 1;
    result.push([bars[index + 1]?.[0] ?? 0, before * open, before * high, before * low, before * close, volume]);
  });
  return result;
};

const shuffled = <T>(items: readonly T[], draws: SeededDraws): T[] =>
  items.map((item) => ({ item, rank: draws.uniform() })).sort((a, b) => a.rank - b.rank).map(({ item }) => item);

/**
 * The same minutes in another order, moved as blocks of `blockBars` (the last block may be shorter): every return, range and volume
 * is kept, what happened within a few minutes too, but nothing that builds up over longer (block resampling without replacement:
 * H. R. Künsch, "The Jackknife and the Bootstrap for General Stationary Observations", Annals of Statistics 17(3), 1989; surrogates:
 * J. Theiler et al., "Testing for nonlinearity in time series", Physica D 58, 1992). A detector that fires as often on these finds
 * what any market with such minutes shows. Begins and ends at the same prices.
 */
export const blockShuffled = (bars: readonly WireBar[], blockBars: number, seed: string): WireBar[] => {
  const shapes = shapesOf(bars);
  const blocks = Array.from({ length: Math.ceil(shapes.length / blockBars) }, (_, block) => shapes.slice(block * blockBars, (block + 1) * blockBars));
  return rebuilt(bars, shuffled(blocks, new SeededDraws(seed)).flat());
};

/**
 * A random walk with the mean and the variance of the bars' log returns (population), and their ranges and volumes in random order: no
 * structure at all. Each bar's high and low lie as far beyond its open and close as those of a bar of the original.
 */
export const matchedWalk = (bars: readonly WireBar[], seed: string): WireBar[] => {
  const shapes = shapesOf(bars);
  const draws = new SeededDraws(seed);
  const returns = shapes.map(({ close }) => Math.log(close));
  const mean = returns.reduce((sum, value) => sum + value, 0) / Math.max(1, returns.length);
  const deviation = Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, returns.length));
  const walked = shuffled(shapes, draws).map((shape): Shape => {
    const close = Math.exp(mean + deviation * draws.normal());
    const [above, below] = [shape.high / Math.max(shape.open, shape.close), shape.low / Math.min(shape.open, shape.close)];
    return { open: 1, high: Math.max(1, close) * above, low: Math.min(1, close) * below, close, volume: shape.volume };
  });
  return rebuilt(bars, walked);
};
