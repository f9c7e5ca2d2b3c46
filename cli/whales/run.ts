import { join } from 'node:path';
import { WhaleConsole } from '../../local/whale-console';
import { VENUE_ADDRESSES } from '../../containers/whales/env';
import { requireVenue } from '../start/preflight';
import { marketMark } from '../start/screen';
import type { WhaleRunOptions } from './options';

/** Runs the whale scanner until the time is over or the person ends it. Exit code 1 where it could not start. */
export const runWhales = async (options: WhaleRunOptions): Promise<number> => {
  const { live, speed, seed, market, primaryScanOnly, symbols, dev, forSeconds, stateDir } = options;
  if (live) await requireVenue(VENUE_ADDRESSES[market].rest, VENUE_ADDRESSES[market].pingPath);
  console.log(`Tapewatch whales  ${marketMark({ live, speed })}, Binance ${market}${primaryScanOnly ? ', primary scan only' : ''}`);
  const scanner = new WhaleConsole({
    bundlesDir: join(stateDir, 'bundles'), dataDir: join(stateDir, 'data'), live, speed, seed, market, primaryScanOnly, symbols, dev,
    onLine: (line, stream) => { if (stream === 'stdout') console.log(line); else console.error(line); },
    onProblem: (text) => { console.error(`whales: ${text}`); },
  });
  const ending = new Promise<number>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => { resolve(0); });
    if (forSeconds !== undefined) setTimeout(() => { resolve(0); }, forSeconds * 1_000);
  });
  const failure = scanner.start().then(() => ending, (error: unknown) => {
    console.error(`whales: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  });
  const code = await Promise.race([ending, failure]);
  await scanner.stop();
  return code;
};
