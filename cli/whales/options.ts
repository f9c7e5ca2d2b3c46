import { resolve } from 'node:path';
import { numberOf, oneOf, parseFlags, UsageError } from '../usage';

export interface WhaleRunOptions {
  readonly what: 'run';
  readonly live: boolean;
  readonly market: 'spot' | 'usdm';
  readonly primaryScanOnly: boolean;
  /** Undefined: the default of the settings. */
  readonly symbols: number | undefined;
  readonly dev: boolean;
  /** Undefined: until Ctrl+C. */
  readonly forSeconds: number | undefined;
  readonly speed: number;
  readonly seed: number;
  /** Absolute. */
  readonly stateDir: string;
}

export type WhaleOptions =
  | WhaleRunOptions
  | { readonly what: 'status'; readonly stateDir: string; readonly json: boolean }
  | { readonly what: 'help' };

const DEFAULT_SPEED = 20;
/** Few enough to read along. */
const DEV_SYMBOLS = 10;

export const HELP = `Usage: npm run whales -- [options]

The whale scanner by itself, on the console: large levels of Binance's books from birth to death, graded.
Nothing is sent anywhere. The whole system, with queue, alerts and stream, is npm start.

  --primary-scan-only  only the sweep: which levels are large now; none is followed
  --symbols N          the N most traded symbols, 1 to 500; default 250, with --dev ${DEV_SYMBOLS}
  --dev                every birth and death is shown, with the debug log
  --status             the pools, workers and health of the run whose state is in --state-dir
  --json               with --status: as one JSON object

  --live               watch Binance itself; needs the internet. Without it a simulated market is used
  --market NAME        spot (default) or usdm
  --for SECONDS        end after this time
  --speed N            simulated market seconds per second, 1 to 120; default ${DEFAULT_SPEED}
  --seed N             seed of the simulated market; default 1
  --state-dir DIR      where the hot pool is kept; default .tapewatch
  --help               this text`;

const FLAGS = {
  'primary-scan-only': { type: 'boolean', default: false }, symbols: { type: 'string' }, dev: { type: 'boolean', default: false },
  status: { type: 'boolean', default: false }, json: { type: 'boolean', default: false }, live: { type: 'boolean', default: false },
  market: { type: 'string', default: 'spot' }, for: { type: 'string' }, speed: { type: 'string' }, seed: { type: 'string' },
  'state-dir': { type: 'string', default: '.tapewatch' }, help: { type: 'boolean', default: false },
} as const;

const optional = (flag: string, text: string | undefined, range: Parameters<typeof numberOf>[2]): number | undefined =>
  (text === undefined ? undefined : numberOf(flag, text, range));

/** @throws UsageError naming the flag, the value and what was expected. */
export const readWhaleOptions = (argv: readonly string[]): WhaleOptions => {
  const { values } = parseFlags({ args: [...argv], options: FLAGS, strict: true, allowPositionals: false });
  if (values.help) return { what: 'help' };
  const stateDir = resolve(values['state-dir']);
  if (values.status) return { what: 'status', stateDir, json: values.json };
  if (values.json) throw new UsageError('--json belongs to --status: a run prints what it sees');
  for (const flag of ['speed', 'seed'] as const) {
    if (values.live && values[flag] !== undefined) throw new UsageError(`--${flag} belongs to the simulated market and cannot be combined with --live`);
  }
  return {
    what: 'run', live: values.live, market: oneOf('market', values.market, ['spot', 'usdm']), primaryScanOnly: values['primary-scan-only'],
    symbols: optional('symbols', values.symbols, { min: 1, max: 500, isInteger: true }) ?? (values.dev ? DEV_SYMBOLS : undefined), dev: values.dev,
    forSeconds: optional('for', values.for, { min: 1, max: 604_800, isInteger: false }),
    speed: values.live ? 1 : optional('speed', values.speed, { min: 1, max: 120, isInteger: false }) ?? DEFAULT_SPEED,
    seed: optional('seed', values.seed, { min: 0, max: 2_147_483_647, isInteger: true }) ?? 1, stateDir,
  };
};
