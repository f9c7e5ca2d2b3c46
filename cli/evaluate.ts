import { parseArgs } from 'node:util';
import { DEFAULT_ALERTS_PER_HOUR } from '../core/alerts/budget';
import { RADAR_PRESETS, type RadarPreset } from '../core/radar/settings';
import { type Proportion, precisionOf, ratesOf, recallOf } from './evaluate/score';
import { type MarketRun, runMarket } from './evaluate/run-market';

const HELP = `Usage: npm run evaluate -- [options]

How well the detectors find what the simulator plants, and how often they fire where nothing is planted.

  --seeds N      markets, each from its own seed (default 10)
  --hours H      simulated hours per market (default 2)
  --preset NAME  preset for recall and precision: default, more or precise (default: default)
  --first-seed N first seed (default 101: rules and plants were tuned on seeds 1 and 2, which prove nothing)
  --json         print one JSON object instead of tables
  --help         this text`;

const PRESETS = Object.keys(RADAR_PRESETS) as RadarPreset[];

class UsageError extends Error {}

const numberOption = (name: string, text: string, min: number, max: number): number => {
  const value = Number(text);
  if (text.trim() === '' || !(value >= min && value <= max)) throw new UsageError(`--${name} is "${text}": expected a number from ${min} to ${max}`);
  return value;
};

const countOption = (name: string, text: string, min: number, max: number): number => {
  const value = numberOption(name, text, min, max);
  if (!Number.isInteger(value)) throw new UsageError(`--${name} is "${text}": expected a whole number from ${min} to ${max}`);
  return value;
};

const presetOption = (text: string): RadarPreset => {
  const preset = PRESETS.find((name) => name === text);
  if (!preset) throw new UsageError(`--preset is "${text}": expected one of ${PRESETS.join(', ')}`);
  return preset;
};

const OPTIONS = {
  seeds: { type: 'string', default: '10' }, hours: { type: 'string', default: '2' }, preset: { type: 'string', default: 'default' },
  'first-seed': { type: 'string', default: '101' }, json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
} as const;

const parse = (argv: string[]) => {
  try {
    return parseArgs({ args: argv, options: OPTIONS, strict: true }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
};

const percent = (fraction: number): string => `${(fraction * 100).toFixed(1)} %`;

const proportionText = ({ hits, n, interval }: Proportion): string =>
  interval ? `${hits}/${n} = ${percent(hits / n)}  [${percent(interval.low)}, ${percent(interval.high)}]` : 'none';

/** Plays every seed; one list of runs per preset. */
const runAll = (label: string, seeds: readonly number[], hours: number, presets: readonly RadarPreset[], plants: boolean): readonly (readonly MarketRun[])[] => {
  const perSeed = seeds.map((seed, index) => {
    const startedMs = Date.now();
    const runs = runMarket(seed, hours, presets.map((preset) => RADAR_PRESETS[preset]), plants);
    const found = runs.map((run, at) => `${presets[at]} ${run.opportunities.length}`).join(', ');
    console.error(`evaluate: ${label} ${index + 1}/${seeds.length}: seed ${seed}, opportunities: ${found}; ${((Date.now() - startedMs) / 1_000).toFixed(1)} s`);
    return runs;
  });
  return presets.map((_, at) => perSeed.flatMap((runs) => runs[at] ?? []));
};

const evaluate = (argv: string[]): void => {
  const values = parse(argv);
  if (values.help) {
    console.log(HELP);
    return;
  }
  const preset = presetOption(values.preset);
  const hours = numberOption('hours', values.hours, 0.25, 48);
  const firstSeed = countOption('first-seed', values['first-seed'], 0, 1e9);
  const seeds = Array.from({ length: countOption('seeds', values.seeds, 1, 1_000) }, (_, index) => firstSeed + index);

  const [planted = []] = runAll('planted', seeds, hours, [preset], true);
  const withoutPlants = runAll('nothing planted', seeds, hours, PRESETS, false);
  const nothing = PRESETS.map((name, at) => ({ preset: name, rates: ratesOf(withoutPlants[at] ?? []) }));
  const recall = recallOf(planted, RADAR_PRESETS[preset].coolDownMs);
  const precision = precisionOf(planted);
  if (values.json) {
    const nullRates = nothing.map(({ preset: name, rates }) => ({ preset: name, all: rates.all, accepted: rates.accepted, alerts: rates.alerts, byType: Object.fromEntries(rates.byType) }));
    console.log(JSON.stringify({ preset, seeds: seeds.length, hours, recall, precision, nullRates }));
    return;
  }
  console.log(`SIMULATED markets: ${seeds.length} seeds x ${hours} h, 320 symbols, 50 watched; 95 % Wilson intervals\n`);
  console.log(`Recall of planted patterns, preset ${preset}`);
  for (const row of recall) console.log(`  ${row.kind.padEnd(18)} ${proportionText(row)}   on the planted side: ${row.sameSide}; missed: ${row.notWatched} not watched, ${row.coolingDown} in cool-down`);
  console.log('\nPrecision: share of opportunities that stand on a planted pattern');
  for (const row of precision) console.log(`  ${row.type.padEnd(18)} ${proportionText(row)}`);
  console.log(`\nNothing planted: opportunities per hour over 50 symbols, and alerts under the budget of ${DEFAULT_ALERTS_PER_HOUR} per hour`);
  for (const { preset: name, rates } of nothing) {
    const types = [...rates.byType].map(([type, rate]) => `${type} ${rate.toFixed(1)}`).join(', ');
    console.log(`  ${name.padEnd(8)} ${rates.all.toFixed(1)} per hour (${types}); the finder accepts ${rates.accepted.toFixed(1)}; alerts ${rates.alerts.toFixed(1)} per hour`);
  }
};

try {
  evaluate(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`evaluate: ${error.message} (--help shows how)`);
  process.exitCode = 2;
}
