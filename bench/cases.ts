import { DECODE } from './cases/decode';
import { DECODE_PEERS } from './cases/decode-peers';
import type { BenchCase } from './harness/bench-case';

/** Every case, in the order of the table. */
export const CASES: readonly BenchCase[] = [
  DECODE,
  ...DECODE_PEERS,
];
