import { BARS } from './cases/bars';
import { BURST } from './cases/burst';
import { DECODE } from './cases/decode';
import { DECODE_PEERS } from './cases/decode-peers';
import { HEAP } from './cases/heap';
import { INDICATOR_PEERS } from './cases/indicators';
import { SOCKET_OPTIONS } from './cases/socket-options';
import { RECORDING } from './cases/recording';
import { REPLAY } from './cases/replay';
import { SOCKET_PATH } from './cases/socket-path';
import { WHOLE_PATH } from './cases/whole-path';
import type { BenchCase } from './harness/bench-case';

/** Every case, in the order of the table. */
export const CASES: readonly BenchCase[] = [
  DECODE,
  ...DECODE_PEERS,
  ...WHOLE_PATH,
  SOCKET_PATH,
  SOCKET_OPTIONS,
  BURST,
  HEAP,
  RECORDING,
  REPLAY,
  ...INDICATOR_PEERS,
  BARS,
];
