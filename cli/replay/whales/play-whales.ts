import { CaptureError, readCapture } from '../../../adapters/recording/capture-reader';
import { UsageError } from '../../usage';
import { Progress } from '../progress';
import { WhaleReplay, type WhaleReplayOptions } from './whale-replay';
import { areBooksSound, whaleText } from './whale-text';

const LINES_BETWEEN_LOOKS = 2_000;
const EXIT_BROKE_OFF = 1;
const EXIT_DIFFERS = 3;

export interface WhaleCapture extends WhaleReplayOptions {
  readonly files: readonly string[];
  readonly json: boolean;
}

const play = async (files: readonly string[], replay: WhaleReplay): Promise<CaptureError | undefined> => {
  const progress = new Progress();
  try {
    for (const file of files) {
      for await (const line of readCapture(file)) {
        replay.accept(line);
        if (replay.frameCount % LINES_BETWEEN_LOOKS === 0) progress.look(() => ({ read: replay.frameCount, noun: 'frame', atMs: replay.atMs, opportunities: 0 }));
      }
    }
    return undefined;
  } catch (error) {
    if (error instanceof CaptureError) return error;
    throw error;
  }
};

/** @returns the exit code: 0 played and sound, 1 a file broke off, 3 a book was not the venue's. @throws UsageError where nothing can be read. */
export const playWhales = async ({ files, json, ...options }: WhaleCapture): Promise<number> => {
  const startedMs = performance.now();
  const replay = new WhaleReplay(options);
  const failure = await play(files, replay);
  const report = replay.finish((performance.now() - startedMs) / 1_000);
  if (failure !== undefined && report.frames === 0) throw new UsageError(failure.message);
  console.log(json ? JSON.stringify(report) : whaleText(report));
  if (failure !== undefined) console.error(`replay: ${failure.message}; the report covers what came before`);
  if (failure !== undefined) return EXIT_BROKE_OFF;
  return areBooksSound(report) ? 0 : EXIT_DIFFERS;
};
