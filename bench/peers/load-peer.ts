import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The peers as bench/package.json pins them. */
export const PEERS = ['bybit-api', 'tardis-dev', 'ccxt', 'technicalindicators', 'trading-signals', '@debut/indicators'] as const;
export type Peer = (typeof PEERS)[number];

/** All programs of the benches run in the repository's root. */
export const BENCH_DIRECTORY = join(process.cwd(), 'bench');

/**
 * A peer's exports, out of bench/node_modules. Its types are not needed to compile the benches: the caller states the few that it uses
 * in `Exports`, and the check that the answers are equal shows whether they were right.
 * @throws when the peers are not installed.
 */
export const loadPeer = <Exports>(peer: Peer): Exports => createRequire(join(BENCH_DIRECTORY, 'package.json'))(peer) as Exports;
