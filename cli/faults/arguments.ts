import { numberOf, parseFlags } from '../usage';

/** As many alerts as a user can have in a day: a round is to hold none back. */
const MAX_OPPORTUNITIES = 1_000;

export const HELP = `Usage: npm run faults -- [options]

Plays generated opportunities through the finder, notification and delivery functions over the local SQS, SNS and DynamoDB, breaks what
can break, and counts what came of it. Each round has three parts, each with opportunities and a user of its own:

  duplicated      every message of every queue comes ten times, in any order, several at the same moment
  killed          a function is killed before and after each call that it makes to AWS or a channel, one call after the other;
                  the message that it had in hand comes again
  answers lost    each second write to DynamoDB is made and its answer lost

  --rounds N          (default 1)
  --opportunities N   in each part of a round (default 48); every fourth is one that the finder rejects
  --seed N            of orders and interleavings (default 1)
  --storm N           instead: so many opportunities in one minute of the market, planned for users with caps, in memory
  --json              one JSON object on stdout instead of a table
  --help              this text

Exit: 0 every bound holds, 1 one is broken, 2 wrong input. Lost: a message that should be out and is not; the bound is 0. Repeated: a
message that came out once more under the same id; the bound is one for each kill between sending it and writing that down. Waits (a
lease, a message hidden after a kill, a retry) are not waited for: the clock is moved on.`;

export interface FaultArguments {
  readonly rounds: number;
  readonly opportunities: number;
  readonly seed: number;
  /** Undefined: rounds of faults. */
  readonly storm: number | undefined;
  readonly json: boolean;
}

const OPTIONS = {
  rounds: { type: 'string', default: '1' }, opportunities: { type: 'string', default: '48' }, seed: { type: 'string', default: '1' },
  storm: { type: 'string' }, json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
} as const;

const whole = (flag: string, text: string, min: number, max: number): number => numberOf(flag, text, { min, max, isInteger: true });

/** Undefined when help is wanted. @throws UsageError naming the option, its value and what was expected. */
export const readArguments = (argv: readonly string[]): FaultArguments | undefined => {
  const { values } = parseFlags({ args: [...argv], options: OPTIONS, strict: true });
  if (values.help) return undefined;
  return {
    rounds: whole('rounds', values.rounds, 1, 10_000), opportunities: whole('opportunities', values.opportunities, 4, MAX_OPPORTUNITIES),
    seed: whole('seed', values.seed, 0, 1_000_000), storm: values.storm === undefined ? undefined : whole('storm', values.storm, 1, 1_000_000), json: values.json,
  };
};
