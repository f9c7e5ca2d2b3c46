import type { SeededDraws } from '../../core/outcomes/null/seeded-draws';
import type { WireBar } from '../../core/contracts/common';

/** Closed minute bars of a random walk in log price with `sigma` per minute, ending at `endMs`; ranges from four steps inside a minute. */
export const walkBars = (draws: SeededDraws, count: number, endMs: number, sigma = 0.002, start = 100): WireBar[] => {
  let price = start;
  return Array.from({ length: count }, (_, index): WireBar => {
    const path = [price];
    for (let step = 0; step < 4; step += 1) path.push((path.at(-1) ?? price) * Math.exp((sigma / 2) * draws.normal()));
    price = path.at(-1) ?? price;
    return [endMs - (count - index) * 60_000, path[0] ?? price, Math.max(...path), Math.min(...path), price, 10];
  });
};
