import { BAND_DEVIATIONS, BAND_WINDOW, type Feed } from './library';

/** A row: sum, sum of squares, and the window as a ring. */
const SUM = 0;
const SQUARES = 1;
const RING = 2;
const ROW = RING + BAND_WINDOW;

/**
 * Bollinger bands from running sums of x and x^2, the least work that a band per update can be. It is no way to do it: it drifts, and
 * finds widths where there are none (docs/formulas.md, "Standard deviation"). It tells what exactness costs.
 */
export const runningSums = (symbols: number): Feed => {
  const cells = new Float64Array(symbols * ROW);
  const slots = new Int32Array(symbols);
  return ({ ids, closes }) => {
    let total = 0;
    for (let row = 0; row < ids.length; row += 1) {
      const id = ids[row] ?? 0;
      const close = closes[row] ?? 0;
      const base = id * ROW;
      const slot = slots[id] ?? 0;
      const oldest = cells[base + RING + slot] ?? 0;
      const sum = (cells[base + SUM] ?? 0) + close - oldest;
      const squares = (cells[base + SQUARES] ?? 0) + close * close - oldest * oldest;
      cells[base + SUM] = sum;
      cells[base + SQUARES] = squares;
      cells[base + RING + slot] = close;
      slots[id] = slot + 1 === BAND_WINDOW ? 0 : slot + 1;
      const mean = sum / BAND_WINDOW;
      const half = BAND_DEVIATIONS * Math.sqrt(Math.max(0, squares / BAND_WINDOW - mean * mean));
      total += mean + half - (mean - half);
    }
    return total;
  };
};
