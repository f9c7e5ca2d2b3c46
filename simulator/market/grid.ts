/** Bound once: a lookup of the global object per draw is slow in sandboxed runtimes such as a test runner's. */
const { max, round } = Math;

/** A price or quantity step, `units / 10^decimals`: 0.05 is { units: 5, decimals: 2 }, 100 is { units: 100, decimals: 0 }. */
export interface Grid {
  readonly units: number;
  readonly decimals: number;
}

const POWERS = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

const power = (grid: Grid): number => POWERS[grid.decimals] ?? 10 ** grid.decimals;

/** The step itself. */
export const stepOf = (grid: Grid): number => grid.units / power(grid);

/** `steps` times the step as the double nearest to the exact decimal: a quotient of two integers, never a running product. */
export const onGrid = (grid: Grid, steps: number): number => (steps * grid.units) / power(grid);

/** Nearest whole number of steps, at least `least`. */
export const stepsOf = (grid: Grid, value: number, least = 0): number => max(least, round((value * power(grid)) / grid.units));

/** The number as venues print it: always with the grid's decimals. */
export const gridText = (grid: Grid, value: number): string => value.toFixed(grid.decimals);
