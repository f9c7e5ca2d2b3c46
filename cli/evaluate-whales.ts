import { confusionOf, fatesRight, fatesRightByLabel, judgedOf, type Proportion, resurrectionsOf, timingOf, unplantedOf } from './evaluate-whales/whale-score';
import { runWhales, type WhaleRun } from './evaluate-whales/whale-run';
import { numberOf, parseFlags, UsageError } from './usage';

const HELP = `Usage: npm run evaluate:whales -- [options]

How well large levels are followed from birth to fate: planted walls, whose truth is known to the update, against what is told of them.

  --seeds N       markets, each from its own seed (default 3)
  --hours H       simulated hours per market (default 2)
  --first-seed N  first seed (default 201)
  --json          print one JSON object instead of tables
  --help          this text`;

const OPTIONS = {
  seeds: { type: 'string', default: '3' }, hours: { type: 'string', default: '2' }, 'first-seed': { type: 'string', default: '201' },
  json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
} as const;

const percent = (fraction: number): string => `${(fraction * 100).toFixed(1)} %`;

const proportionText = ({ hits, n, interval }: Proportion): string =>
  interval ? `${hits}/${n} = ${percent(hits / n)}  [${percent(interval.low)}, ${percent(interval.high)}]` : 'none';

const runAll = (label: string, seeds: readonly number[], hours: number, isPlanted: boolean): readonly WhaleRun[] => seeds.map((seed, index) => {
  const startedMs = Date.now();
  const run = runWhales(seed, hours, isPlanted);
  console.error(`evaluate: ${label} ${index + 1}/${seeds.length}: seed ${seed}, lives ${run.ledger.length}, births told ${run.pool.filter(({ event }) => event === 'born').length}; ${((Date.now() - startedMs) / 1_000).toFixed(1)} s`);
  return run;
});

const evaluate = (argv: string[]): void => {
  const { values } = parseFlags({ args: argv, options: OPTIONS, strict: true });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const hours = numberOf('hours', values.hours, { min: 0.05, max: 48, isInteger: false });
  const firstSeed = numberOf('first-seed', values['first-seed'], { min: 0, max: 1e9, isInteger: true });
  const seeds = Array.from({ length: numberOf('seeds', values.seeds, { min: 1, max: 1_000, isInteger: true }) }, (_, index) => firstSeed + index);
  const planted = runAll('planted', seeds, hours, true);
  const nothing = runAll('nothing planted', seeds, hours, false);
  const judged = planted.flatMap(judgedOf);
  const sum = (of: (run: WhaleRun) => number): number => planted.reduce((total, run) => total + of(run), 0);
  const score = {
    fate: fatesRight(judged), byLabel: fatesRightByLabel(judged), confusion: confusionOf(judged), timing: timingOf(judged), resurrections: resurrectionsOf(judged),
    told: sum(({ told }) => told), unbalanced: sum(({ unbalanced }) => unbalanced), opportunities: sum(({ opportunities }) => opportunities),
    filledRight: judged.filter(({ filledRatio }) => filledRatio !== undefined && Math.abs(filledRatio - 1) < 1e-9).length,
    filledTold: judged.filter(({ filledRatio }) => filledRatio !== undefined).length,
    unplanted: unplantedOf(planted), unplantedAlone: unplantedOf(nothing),
  };
  if (values.json) {
    console.log(JSON.stringify({ seeds: seeds.length, hours, ...score }));
    return;
  }
  console.log(`SIMULATED markets: ${seeds.length} seeds x ${hours} h, 60 symbols; 95 % Wilson intervals\n`);
  console.log(`Fate told rightly        ${proportionText(score.fate)}`);
  for (const row of score.byLabel) console.log(`  ${row.label.padEnd(22)} ${proportionText(row)}`);
  console.log('\nTrue fate (rows) and told fate');
  console.table(Object.fromEntries(score.confusion.map(({ truth, told }) => [truth, told])));
  console.log(`Births within one update ${proportionText(score.timing.births)}`);
  console.log(`Deaths within one update ${proportionText(score.timing.deaths)}`);
  console.log(`New hash for a new life  ${proportionText(score.resurrections)}`);
  console.log(`Hot levels told ${score.told} times, first + added = filled + pulled + rest broken in ${score.unbalanced}`);
  console.log(`Filled quantity of dead hot levels equal to the true one: ${score.filledRight}/${score.filledTold}`);
  console.log(`Births that nothing planted explains: ${score.unplanted.perHour.toFixed(1)} per hour over 60 symbols (${score.unplanted.hotPerHour.toFixed(1)} became hot)`);
  console.log(`With nothing planted: ${score.unplantedAlone.perHour.toFixed(1)} per hour (${score.unplantedAlone.hotPerHour.toFixed(1)} became hot)`);
  console.log(`Opportunities: ${score.opportunities}`);
};

try {
  evaluate(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`evaluate: ${error.message} (--help shows how)`);
  process.exitCode = 2;
}
