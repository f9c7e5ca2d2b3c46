import { HELP, readArguments, type FaultArguments } from './faults/arguments';
import { StuckError } from './faults/invoke';
import { Rounds } from './faults/rounds';
import { FaultServices } from './faults/services';
import { playStorm } from './faults/storm';
import { stormLines } from './faults/storm-text';
import type { PartTally } from './faults/tally';
import { faultLines, resultOf, type FaultResult } from './faults/text';
import { UsageError } from './usage';

const EXIT_BROKEN = 1;
const EXIT_USAGE = 2;

const progress = (text: string): void => { console.error(`faults: ${text}`); };

const playRounds = async ({ rounds: count, opportunities, seed }: FaultArguments): Promise<FaultResult> => {
  const services = await FaultServices.start(progress);
  try {
    const rounds = new Rounds({ services, opportunities, seed });
    const tallies: PartTally[] = [];
    for (let round = 1; round <= count; round += 1) {
      const startedMs = Date.now();
      tallies.push(...await rounds.play(round));
      progress(`round ${round} of ${count}: ${((Date.now() - startedMs) / 1_000).toFixed(1)} s`);
    }
    return resultOf(tallies, rounds.cycle);
  } finally {
    await services.stop();
  }
};

const run = async (wanted: FaultArguments): Promise<boolean> => {
  if (wanted.storm !== undefined) {
    const result = await playStorm(wanted.storm, wanted.seed);
    console.log(wanted.json ? JSON.stringify(result) : stormLines(result).join('\n'));
    return result.users.every(({ broken }) => broken.length === 0);
  }
  const result = await playRounds(wanted);
  console.log(wanted.json ? JSON.stringify(result) : faultLines(result).join('\n'));
  return result.broken.length === 0;
};

const main = async (argv: readonly string[]): Promise<number> => {
  try {
    const wanted = readArguments(argv);
    if (wanted !== undefined) return await run(wanted) ? 0 : EXIT_BROKEN;
    console.log(HELP);
    return 0;
  } catch (error) {
    if (error instanceof StuckError) {
      console.error(`faults: ${error.message}`);
      return EXIT_BROKEN;
    }
    if (!(error instanceof UsageError)) throw error;
    console.error(`faults: ${error.message} (--help shows how)`);
    return EXIT_USAGE;
  }
};

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
