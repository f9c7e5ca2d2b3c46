import { CaptureError } from '../adapters/recording/capture-reader';
import { parseArguments, HELP, type ReplayArguments } from './replay/arguments';
import { readerOf } from './replay/decoders';
import { mergedLines, replayLines } from './replay/frames';
import { reportText, type ReplayReport } from './replay/report';
import { ReplayRun } from './replay/run';
import { UsageError } from './usage';

const PROGRESS_EVERY_MS = 3_000;
const LINES_BETWEEN_LOOKS = 2_000;

/** Plays every file to its end. A file that breaks off ends the replay; what came before it has been played. */
const play = async ({ files, venue }: ReplayArguments, run: ReplayRun): Promise<CaptureError | undefined> => {
  let nextProgressMs = Date.now() + PROGRESS_EVERY_MS;
  let lines = 0;
  try {
    for await (const line of mergedLines(files.map((file) => replayLines(file, readerOf(venue))))) {
      run.accept(line);
      lines += 1;
      if (lines % LINES_BETWEEN_LOOKS !== 0 || Date.now() < nextProgressMs) continue;
      nextProgressMs = Date.now() + PROGRESS_EVERY_MS;
      const at = line.atMs === undefined ? '' : `, at ${new Date(line.atMs).toISOString()}`;
      console.error(`replay: ${lines.toLocaleString('en-US')} lines${at}, ${run.opportunityCount()} opportunities`);
    }
    return undefined;
  } catch (error) {
    if (error instanceof CaptureError) return error;
    throw error;
  }
};

const complain = (message: string): void => console.error(`replay: ${message}`);

/** The indicators refuse windows that cannot be: a setting that the person gave. */
const runOf = ({ venue, symbols, settings }: ReplayArguments): ReplayRun => {
  try {
    return new ReplayRun(venue, symbols, settings);
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(`--set: ${error.message}`) : error;
  }
};

const unknownSymbols = ({ unknownSymbols: unknown, seenSymbols: seen, venue }: ReplayReport): string => {
  const held = seen.length === 0 ? `no frame of ${venue} that the radar uses` : seen.slice(0, 20).join(', ');
  return `--symbols: ${unknown.join(', ')} ${unknown.length === 1 ? 'does' : 'do'} not occur in the recording; it holds ${held}`;
};

/** @returns the exit code: 0 played, 1 a file broke off, 2 wrong input. */
const replay = async (options: ReplayArguments): Promise<number> => {
  const startedMs = Date.now();
  const run = runOf(options);
  const failure = await play(options, run);
  const report = run.finish((Date.now() - startedMs) / 1_000);
  if (failure !== undefined && report.frames.read === 0) throw new UsageError(failure.message);
  console.log(options.json ? JSON.stringify(report) : reportText(report));
  if (report.unknownSymbols.length > 0) throw new UsageError(unknownSymbols(report));
  if (failure === undefined) return 0;
  complain(`${failure.message}; the report covers what came before`);
  return 1;
};

const main = async (argv: readonly string[]): Promise<number> => {
  try {
    const options = parseArguments(argv);
    if (options !== 'help') return await replay(options);
    console.log(HELP);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    complain(`${error.message} (--help shows how)`);
    return 2;
  }
};

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
