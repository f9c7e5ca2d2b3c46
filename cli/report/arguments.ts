import { availableParallelism } from 'node:os';
import { RADAR_PRESETS, type RadarPreset } from '../../core/radar/settings';
import { numberOf, oneOf, parseFlags } from '../usage';
import { DAY_MS, type DayOptions } from './day-run';

/** A Monday, so that whole weeks hold whole weekends. */
const FIRST_DAY_MS = Date.UTC(2026, 0, 5);
/** Seeds of the days of one seed lie this far apart from those of the next. */
const SEEDS_APART = 10_000;

export const HELP = `Usage: npm run report -- [options]

Plays simulated days through radar, finder and outcomes and reports what came of them: hit rates with their intervals, lift over
chance, returns after cost, equity, calibration, alerts. Writes one HTML file that needs nothing else.

  --days N        days with planted patterns (default 30)
  --null-days N   of these, so many are played again with nothing planted (default 10)
  --seeds N       that many markets for each day (default 1)
  --first-seed N  (default 1)
  --symbols N     symbols in the market (default 24)
  --watched N     symbols on the watch list (default 10)
  --preset NAME   ${Object.keys(RADAR_PRESETS).join(', ')} (default default)
  --jobs N        processes at a time (default: one per core)
  --out FILE      the report (default report.html)
  --json          one JSON object on stdout instead of tables
  --help          this text

Each day is a market of its own, from 00:00 UTC; what follows its last opportunities is played too. Days are taken to be independent,
so a trend that lasts for weeks is not in it.`;

export interface ReportArguments {
  readonly days: readonly DayOptions[];
  readonly seeds: number;
  readonly firstSeed: number;
  readonly symbols: number;
  readonly watched: number;
  readonly preset: RadarPreset;
  readonly firstDayMs: number;
  readonly jobs: number;
  readonly out: string;
  readonly json: boolean;
}

const OPTIONS = {
  days: { type: 'string', default: '30' }, 'null-days': { type: 'string' }, seeds: { type: 'string', default: '1' }, 'first-seed': { type: 'string', default: '1' },
  symbols: { type: 'string', default: '24' }, watched: { type: 'string', default: '10' }, preset: { type: 'string', default: 'default' },
  jobs: { type: 'string' }, out: { type: 'string', default: 'report.html' }, json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
} as const;

const whole = (flag: string, text: string, min: number, max: number): number => numberOf(flag, text, { min, max, isInteger: true });

/** `undefined` when help is wanted. @throws UsageError naming the option, its value and what was expected. */
export const readArguments = (argv: string[]): ReportArguments | undefined => {
  const { values } = parseFlags({ args: argv, options: OPTIONS, strict: true });
  if (values.help) return undefined;
  const dayCount = whole('days', values.days, 1, 1_000);
  const nullDays = whole('null-days', values['null-days'] ?? String(Math.min(10, dayCount)), 0, dayCount);
  const [seeds, firstSeed] = [whole('seeds', values.seeds, 1, 100), whole('first-seed', values['first-seed'], 0, 1_000_000)];
  const symbols = whole('symbols', values.symbols, 5, 320);
  const watched = whole('watched', values.watched, 2, Math.min(50, symbols));
  const preset = oneOf('preset', values.preset, Object.keys(RADAR_PRESETS) as RadarPreset[]);
  const dayOf = (seed: number, day: number, plants: boolean): DayOptions =>
    ({ seed: (firstSeed + seed) * SEEDS_APART + day, startMs: FIRST_DAY_MS + day * DAY_MS, plants, symbols, watched, preset });
  const days = Array.from({ length: seeds }, (_, seed) => Array.from({ length: dayCount }, (__, day) =>
    (day < nullDays ? [dayOf(seed, day, true), dayOf(seed, day, false)] : [dayOf(seed, day, true)])).flat()).flat();
  return {
    days, seeds, firstSeed, symbols, watched, preset, firstDayMs: FIRST_DAY_MS, out: values.out, json: values.json,
    jobs: whole('jobs', values.jobs ?? String(availableParallelism()), 1, 64),
  };
};
