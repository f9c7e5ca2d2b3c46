import type { BenchCase } from './harness/bench-case';

/** Every case, in the order of the table. */
export const CASES: readonly BenchCase[] = [];
