import { resolve } from 'node:path';
import { PRESETS } from '../../lib/config';
import { numberOf, oneOf, parseFlags, UsageError } from '../usage';

export type Preset = (typeof PRESETS)[number];

export interface StartOptions {
  readonly help: boolean;
  readonly live: boolean;
  readonly untilAlert: boolean;
  /** Undefined: until Ctrl+C. */
  readonly forSeconds: number | undefined;
  /** Market seconds per second. */
  readonly speed: number;
  readonly seed: number;
  /** Undefined: what the template says. */
  readonly preset: Preset | undefined;
  /** Settings file, absolute; undefined: tapewatch.json where it exists. */
  readonly config: string | undefined;
  /** Absolute. */
  readonly stateDir: string;
  readonly fresh: boolean;
  /** Of the simulated venue; 0 lets the system choose. */
  readonly port: number;
  /** Of the stream of large levels; 0 lets the system choose. */
  readonly streamPort: number;
  /** Of the page; undefined: the usual one where it is free. */
  readonly pagePort: number | undefined;
}

export const DEFAULT_SPEED = 20;
const DEFAULT_STATE_DIR = '.tapewatch';

export const HELP = `Usage: npm start -- [options]

Synthesizes the CDK app and runs its template on this machine: queues, tables, topics,
functions and containers, against a simulated market. Needs no account, key, Docker or
internet. Ctrl+C ends it with a table of what it found and what came of it.

  --until-alert        end at the first alert, and say after how many seconds
  --for SECONDS        end after this time
  --speed N            simulated market seconds per second, 1 to 120; default ${DEFAULT_SPEED}
  --seed N             seed of the simulated market, 0 to 2147483647; default 1
  --live               watch Bybit and Binance instead of the simulated market; needs the internet
  --preset NAME        ${PRESETS.join(', ')}: how much is shown; default: the template's
  --config FILE        settings; default: tapewatch.json where it exists
  --state-dir DIR      where tables, queues and the outbox are kept; default ${DEFAULT_STATE_DIR}
  --fresh              forget what is kept there first
  --port N             port of the simulated exchange on 127.0.0.1; default: a free one
  --stream-port N      port of the stream of large levels on 127.0.0.1; default: a free one
  --page-port N        port of the page on 127.0.0.1; default: 8470, or a free one where that is taken
  --help               this text`;

const FLAGS = {
  help: { type: 'boolean', short: 'h' },
  live: { type: 'boolean' },
  'until-alert': { type: 'boolean' },
  for: { type: 'string' },
  speed: { type: 'string' },
  seed: { type: 'string' },
  preset: { type: 'string' },
  config: { type: 'string' },
  'state-dir': { type: 'string' },
  fresh: { type: 'boolean' },
  port: { type: 'string' },
  'stream-port': { type: 'string' },
  'page-port': { type: 'string' },
} as const;

const PORT = { min: 0, max: 65_535, isInteger: true };

/** @throws UsageError naming the flag, the value and what was expected. */
export const readStartOptions = (args: readonly string[]): StartOptions => {
  const { values } = parseFlags({ args: [...args], options: FLAGS, strict: true, allowPositionals: false });
  const live = values.live === true;
  for (const flag of ['speed', 'seed', 'port'] as const) {
    if (live && values[flag] !== undefined) throw new UsageError(`--${flag} belongs to the simulated market and cannot be combined with --live`);
  }
  const stateDir = values['state-dir'] ?? DEFAULT_STATE_DIR;
  if (stateDir.trim() === '') throw new UsageError('--state-dir is empty: expected the path of a folder');
  return {
    help: values.help === true,
    live,
    untilAlert: values['until-alert'] === true,
    forSeconds: values.for === undefined ? undefined : numberOf('for', values.for, { min: 1, max: 604_800, isInteger: false }),
    speed: live ? 1 : numberOf('speed', values.speed ?? String(DEFAULT_SPEED), { min: 1, max: 120, isInteger: false }),
    seed: numberOf('seed', values.seed ?? '1', { min: 0, max: 2_147_483_647, isInteger: true }),
    preset: values.preset === undefined ? undefined : oneOf('preset', values.preset, PRESETS),
    config: values.config === undefined ? undefined : resolve(values.config),
    stateDir: resolve(stateDir),
    fresh: values.fresh === true,
    port: numberOf('port', values.port ?? '0', PORT),
    pagePort: values['page-port'] === undefined ? undefined : numberOf('page-port', values['page-port'], PORT),
    streamPort: numberOf('stream-port', values['stream-port'] ?? '0', PORT),
  };
};
