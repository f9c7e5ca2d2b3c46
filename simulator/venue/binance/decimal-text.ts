import type { Grid } from '../../market/grid';

/** `steps` of a grid as plain decimal text, with `shown` decimals or those of the grid: from whole numbers, so that no digit is rounded. */
export const decimalText = (grid: Grid, steps: number, shown = grid.decimals): string => {
  const unit = 10 ** grid.decimals;
  const value = steps * grid.units;
  const whole = Math.floor(value / unit);
  if (shown === 0) return String(whole);
  const fraction = grid.decimals === 0 ? '' : String(value - whole * unit).padStart(grid.decimals, '0');
  return `${whole}.${fraction.padEnd(shown, '0')}`;
};
