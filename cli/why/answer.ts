import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sessionsIn } from '../../adapters/recording/segment-files';
import { openFromTime, openOurs } from '../replay/recording/open';
import { spanOf } from '../replay/recording/segment-times';
import { UsageError } from '../usage';
import { DEFAULT_RECORDINGS, type WhyArguments } from './arguments';
import { replayAround } from './replay-around';
import { timeOf } from './time';
import { nearMissesOf, suppressedOf, type WhyReport } from './why-report';

/** What is listed: from the longest cool-down before the moment, which may explain it, to what came right after it. */
const BEFORE_MS = 300_000;
const AFTER_MS = 60_000;

const isFolder = async (path: string): Promise<boolean> => readdir(path).then(() => true, () => false);

/** A session's folder as it is; of a folder of sessions the newest. */
const sessionPath = async (path: string): Promise<string> => {
  const newest = await isFolder(path) ? (await sessionsIn(path)).at(-1) : undefined;
  return newest === undefined ? path : join(path, newest);
};

const recordingPath = async (recording: string | undefined): Promise<string> => {
  if (recording !== undefined) return sessionPath(recording);
  if (await isFolder(DEFAULT_RECORDINGS)) return sessionPath(DEFAULT_RECORDINGS);
  throw new UsageError(`there is no recording in ${DEFAULT_RECORDINGS}: expected one of a local run, or --recording FOLDER`);
};

/** Answers from the recording. @throws UsageError for wrong input, RecordingError for a recording that cannot be read. */
export const answer = async ({ symbol, time, recording: path }: WhyArguments): Promise<WhyReport> => {
  const recording = await openOurs(await recordingPath(path));
  const span = await spanOf(recording);
  if (span === undefined) throw new UsageError(`session ${recording.header.session} holds no input yet`);
  const timeMs = timeOf(time, span);
  const around = { timeMs, fromMs: Math.max(span.firstMs, timeMs - BEFORE_MS), toMs: Math.min(span.lastMs, timeMs + AFTER_MS) };
  const { remarks, ...rest } = await replayAround(await openFromTime(recording, around.fromMs), symbol, around);
  return { header: recording.header, symbol, ...around, ...rest, nearMisses: nearMissesOf(remarks), suppressed: suppressedOf(remarks) };
};
