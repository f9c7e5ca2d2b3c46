import { CaptureError } from '../../../adapters/recording/capture-reader';
import { UsageError } from '../../usage';
import type { CaptureOptions } from '../arguments';
import { Progress } from '../progress';
import { captureText, type CaptureReport } from './capture-report';
import { CaptureRun } from './capture-run';
import { readerOf } from './decoders';
import { mergedLines, replayLines } from './frames';

const LINES_BETWEEN_LOOKS = 2_000;

/** Plays every file to its end. A file that breaks off ends the replay; what came before it has been played. */
const play = async ({ files, venue }: CaptureOptions, run: CaptureRun): Promise<CaptureError | undefined> => {
  const progress = new Progress();
  let lines = 0;
  try {
    for await (const line of mergedLines(files.map((file) => replayLines(file, readerOf(venue))))) {
      run.accept(line);
      lines += 1;
      if (lines % LINES_BETWEEN_LOOKS === 0) progress.look(() => ({ read: lines, noun: 'line', atMs: line.atMs, opportunities: run.opportunityCount() }));
    }
    return undefined;
  } catch (error) {
    if (error instanceof CaptureError) return error;
    throw error;
  }
};

/** The indicators refuse windows that cannot be: a setting that the person gave. */
const runOf = (options: CaptureOptions): CaptureRun => {
  try {
    return new CaptureRun(options);
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(`--set: ${error.message}`) : error;
  }
};

const unknownSymbols = ({ unknownSymbols: unknown, seenSymbols: seen, venue }: CaptureReport): string => {
  const held = seen.length === 0 ? `no frame of ${venue} that the radar uses` : seen.slice(0, 20).join(', ');
  return `--symbols: ${unknown.join(', ')} ${unknown.length === 1 ? 'does' : 'do'} not occur in the recording; it holds ${held}`;
};

/** @returns the exit code: 0 played, 1 a file broke off. @throws UsageError for wrong input. */
export const playCaptures = async (options: CaptureOptions): Promise<number> => {
  const startedMs = Date.now();
  const run = runOf(options);
  const failure = await play(options, run);
  const report = run.finish((Date.now() - startedMs) / 1_000);
  if (failure !== undefined && report.frames.read === 0) throw new UsageError(failure.message);
  console.log(options.json ? JSON.stringify(report) : captureText(report));
  if (report.unknownSymbols.length > 0) throw new UsageError(unknownSymbols(report));
  if (failure === undefined) return 0;
  console.error(`replay: ${failure.message}; the report covers what came before`);
  return 1;
};
