import { parseFlags, UsageError } from '../usage';
import { isTimeText } from './time';

export interface WhyArguments {
  readonly symbol: string;
  /** As it was given; what it means depends on the recording. */
  readonly time: string | undefined;
  /** A session's folder; undefined: the newest session kept locally. */
  readonly recording: string | undefined;
  readonly json: boolean;
}

export const DEFAULT_RECORDINGS = '.tapewatch/recordings';

export const HELP = `Usage: npm run why -- SYMBOL [TIME] [options]

Why did it alert, or why not? Replays the recording of a session up to TIME and prints whether SYMBOL was on the watch list or which
filter kept it off, what fired around that time, what came near (80 % of a threshold or more), what was suppressed and why, and every
condition of the three detectors with its margin.

  TIME                 15:45, 15:45:30 or 2025-12-18T15:45:30Z, always UTC; default: the end of the recording
  --recording FOLDER   a session's folder; default: the newest session in ${DEFAULT_RECORDINGS}
  --json               one JSON object on stdout instead of text
  --help               this text

Nothing is kept for this command besides the recording: near misses are found again by replaying it, as far back as its ring reaches
(the last 60 minutes unless set otherwise).
Exit: 0 answered, 1 the recording is damaged, 2 wrong input.
`;

const SYMBOL = /^[A-Z0-9._-]{1,32}$/;

const symbolOf = (text: string | undefined): string => {
  if (text === undefined) throw new UsageError('no SYMBOL given: expected for example BTCUSDT');
  const symbol = text.trim().toUpperCase();
  if (SYMBOL.test(symbol)) return symbol;
  throw new UsageError(`SYMBOL is "${text}": expected 1 to 32 of A-Z 0-9 . _ -`);
};

/** @returns the arguments, or 'help'. @throws UsageError naming the argument, its value and what was expected. */
export const parseWhyArguments = (argv: readonly string[]): WhyArguments | 'help' => {
  const { values, positionals } = parseFlags({
    args: [...argv], allowPositionals: true, strict: true,
    options: { recording: { type: 'string' }, json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) return 'help';
  const [symbol, time, more] = positionals;
  if (more !== undefined) throw new UsageError(`"${more}" is one argument too many: expected SYMBOL and at most one TIME`);
  if (time !== undefined && !isTimeText(time)) throw new UsageError(`TIME is "${time}": expected 15:45, 15:45:30 or 2025-12-18T15:45:30Z (UTC)`);
  return { symbol: symbolOf(symbol), time, recording: values.recording, json: values.json };
};
