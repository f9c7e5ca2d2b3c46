import { DEFAULT_ALERTS_PER_HOUR } from '../core/alerts/budget';
import { coverageText } from '../core/market/coverage-report';
import { RADAR_PRESETS, type RadarPreset } from '../core/radar/settings';
import { coverageOf, type Proportion, precisionOf, ratesOf, recallOf } from './evaluate/score';
import { type MarketRun, runMarket } from './evaluate/run-market';
import { numberOf, oneOf, parseFlags, UsageError } from './usage';

const HELP = `Usage: npm run evaluate -- [options]

How well the detectors find what the simulator plants, and how often they fire where nothing is planted.

  --seeds N      markets, each from its own seed (default 10)
  --hours H      simulated hours per market (default 2)
  --preset NAME  preset for recall and precision: default, more or precise (default: default)
  --first-seed N first seed (default 101: rules and plants were tuned on seeds 1 and 2, which prove nothing)
  --json         print one JSON object instead of tables
  --help         this text`;

const PRESETS = Object.keys(RADAR_PRESETS) as RadarPreset[];

const OPTIONS = {
  seeds: { type: 'string', default: '10' }, hours: { type: 'string', default: '2' }, preset: { type: 'string', default: 'default' },
  'first-seed': { type: 'string', default: '101' }, json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
} as const;

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
  const { values } = parseFlags({ args: argv, options: OPTIONS, strict: true });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const preset = oneOf('preset', values.preset, PRESETS);
  const hours = numberOf('hours', values.hours, { min: 0.25, max: 48, isInteger: false });
  const firstSeed = numberOf('first-seed', values['first-seed'], { min: 0, max: 1e9, isInteger: true });
  const seeds = Array.from({ length: numberOf('seeds', values.seeds, { min: 1, max: 1_000, isInteger: true }) }, (_, index) => firstSeed + index);

  const [planted = []] = runAll('planted', seeds, hours, [preset], true);
  const withoutPlants = runAll('nothing planted', seeds, hours, PRESETS, false);
  const nothing = PRESETS.map((name, at) => ({ preset: name, rates: ratesOf(withoutPlants[at] ?? []) }));
  const recall = recallOf(planted, RADAR_PRESETS[preset].coolDownMs);
  const precision = precisionOf(planted);
  const coverage = coverageOf([...planted, ...withoutPlants.flat()]);
  if (values.json) {
    const nullRates = nothing.map(({ preset: name, rates }) => ({ preset: name, all: rates.all, accepted: rates.accepted, alerts: rates.alerts, byType: Object.fromEntries(rates.byType) }));
    console.log(JSON.stringify({ preset, seeds: seeds.length, hours, coverage: coverage.fraction ?? null, recall, precision, nullRates }));
    return;
  }
  console.log(`SIMULATED markets: ${seeds.length} seeds x ${hours} h, 320 symbols, 50 watched; coverage ${coverageText(coverage)}; 95 % Wilson intervals\n`);
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
