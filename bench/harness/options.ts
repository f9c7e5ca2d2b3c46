import { numberOf, parseFlags, UsageError } from '../../cli/usage';

export interface BenchOptions {
  readonly format: 'text' | 'json' | 'markdown';
  /** Cases to run; empty means all. */
  readonly only: readonly string[];
  readonly rounds: number;
  readonly isQuick: boolean;
}

export const helpText = (names: readonly string[]): string => `Usage: npm run bench -- [options]

Measures Tapewatch against named peers, interleaved in one process, and prints the ratios. Installs the peers into bench/ when first used.

  --only NAME   one case; may be repeated or comma-separated (${names.join(', ')})
  --rounds N    measured rounds per case (default 9, with --quick 3)
  --quick       shorter streams and fewer rounds: for a look, not for quoting
  --json        one JSON object on stdout instead of the table
  --markdown    the table as in bench/README.md
  --help        this text

Exit: 0 measured, 1 a case failed or two ways found different answers, 2 wrong input. A goal that is missed is printed, not an error.
`;

const flagsOf = (argv: readonly string[]) => parseFlags({
  args: [...argv], strict: true,
  options: {
    only: { type: 'string', multiple: true, default: [] }, rounds: { type: 'string' }, quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false }, markdown: { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
  },
});

/** @returns the options, or 'help'. @throws UsageError naming the flag, its value and what was expected. */
export const parseOptions = (argv: readonly string[], names: readonly string[]): BenchOptions | 'help' => {
  const { values } = flagsOf(argv);
  if (values.help) return 'help';
  if (values.json && values.markdown) throw new UsageError('--json and --markdown: expected one of them');
  const only = values.only.flatMap((text) => text.split(',')).map((name) => name.trim());
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new UsageError(`--only is "${unknown}": expected one of ${names.join(', ')}`);
  const rounds = values.rounds === undefined ? (values.quick ? 3 : 9) : numberOf('rounds', values.rounds, { min: 1, max: 1_000, isInteger: true });
  return { format: values.json ? 'json' : values.markdown ? 'markdown' : 'text', only, rounds, isQuick: values.quick };
};
