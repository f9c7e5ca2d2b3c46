import { accessSync, constants, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { RecordingError } from '../../../adapters/recording/recording-error';
import type { Recording } from '../../../adapters/recording/open-recording';
import { OPPORTUNITIES_FILE } from '../../../adapters/recording/segment-files';
import { UsageError } from '../../usage';
import type { ReplayArguments } from '../arguments';
import { fileText, sha256Of } from '../compare/opportunity-lines';
import { Progress } from '../progress';
import { isChange, NO_CHANGE, type SettingsChange } from '../settings-change';
import { type Against, compareWith, compareWithLive, readAgainst } from './comparisons';
import { sessionFolder } from './live-opportunities';
import { openOurs } from './open';
import { playBlocks } from './play-blocks';
import { RecordingPlay } from './recording-play';
import { recordingJson, type RecordingReport, recordingText } from './recording-report';
import { ReplayedSession, type SessionSetup } from './replayed-session';
import { refuseShapeChange, settingDifferences, setupOf } from './setup';
import { WatchGap } from './watch-gap';

const EXIT_DAMAGED = 1;
const EXIT_DIFFERENT = 3;

interface Played {
  readonly play: RecordingPlay;
  readonly setup: SessionSetup;
  readonly live: ReplayedSession;
  readonly whatIf: { readonly session: ReplayedSession; readonly setup: SessionSetup } | undefined;
  readonly watchGap: WatchGap;
  readonly damage: RecordingError | undefined;
}

/** A setting that a person gave may be one with which a session cannot be made, or cannot go on from a stored state. */
const explained = async (hasChange: boolean, run: () => Promise<Played>): Promise<Played> => {
  try {
    return await run();
  } catch (error) {
    throw error instanceof RangeError && hasChange ? new UsageError(`--set: ${error.message}`) : error;
  }
};

const isWatched = ({ session }: ReplayedSession, symbol: string): boolean => {
  const { isOnList, isFollowed } = session.explain(symbol).watch;
  return isOnList || isFollowed;
};

const playRecording = async (recording: Recording, change: SettingsChange): Promise<Played> => {
  const watchGap = new WatchGap();
  const positionOf = (): string => recording.positionOf();
  const setup = setupOf(recording.header, NO_CHANGE);
  const live = new ReplayedSession(setup, positionOf, { onWatchList: (list) => { watchGap.live(list); } });
  const changed = isChange(change) ? setupOf(recording.header, change) : undefined;
  if (changed !== undefined) refuseShapeChange(recording, setup, changed);
  const whatIf = changed && { setup: changed, session: new ReplayedSession(changed, positionOf, { onWatchList: (list) => { watchGap.whatIf(list); } }) };
  const play = new RecordingPlay(recording, whatIf === undefined ? [live] : [live, whatIf.session], {
    onFindings: () => { watchGap.look(); },
    onBegin: (symbols) => {
      const names = symbols.symbols();
      watchGap.live({ subscribed: names.filter((symbol) => isWatched(live, symbol)) });
      if (whatIf !== undefined) watchGap.whatIf({ symbols: names.filter((symbol) => whatIf.session.session.explain(symbol).watch.isOnList) });
      watchGap.look();
    },
  });
  const progress = new Progress();
  const damage = await playBlocks(recording, play, () => {
    progress.look(() => ({ read: play.inputs, noun: 'frame', atMs: play.span?.lastMs, opportunities: live.ledger.opportunityCount }));
  });
  live.end();
  whatIf?.session.end();
  return { play, setup, live, whatIf, watchGap, damage };
};

/** Before a long replay rather than after it. */
const checkOut = (path: string, recording: Recording): void => {
  if (resolve(path) === resolve(sessionFolder(recording), OPPORTUNITIES_FILE)) {
    throw new UsageError(`--out is ${path}: the live run wrote that file, expected another`);
  }
  try {
    accessSync(dirname(resolve(path)), constants.W_OK);
  } catch (error) {
    throw new UsageError(`--out is ${path}: it cannot be written: ${(error as Error).message}`);
  }
};

const reportOf = (recording: Recording, played: Played, out: string | undefined, against: Against | undefined, startedMs: number): RecordingReport => {
  const { play, setup, live, whatIf, watchGap, damage } = played;
  const elapsedSeconds = (Date.now() - startedMs) / 1_000;
  const shown = whatIf ?? { session: live, setup };
  const text = fileText(shown.session.opportunities);
  if (out !== undefined) writeFileSync(out, text);
  return {
    recording, setup, read: play.counts(), span: play.span, coverage: live.session.coverage(), radar: live.session.counts(),
    ledger: live.ledger.report(), checkpoints: play.checkpoints.report(), sha256: sha256Of(text), out,
    live: compareWithLive(recording, live.opportunities),
    against: against && compareWith(against, recording, shown.session.opportunities, shown.setup),
    whatIf: whatIf && {
      setup: whatIf.setup,
      report: { settings: settingDifferences(setup, whatIf.setup), live: live.ledger.report(), whatIf: whatIf.session.ledger.report(), ...watchGap.report() },
    },
    damage: damage?.message, elapsedSeconds,
  };
};

const exitCode = ({ damage, against }: RecordingReport): number => {
  if (damage !== undefined) return EXIT_DAMAGED;
  return against === undefined || against.isSame ? 0 : EXIT_DIFFERENT;
};

/** Replays a recording of ours and prints what came of it. @returns the exit code. @throws UsageError for wrong input. */
export const replayRecording = async (path: string, options: ReplayArguments): Promise<number> => {
  const startedMs = Date.now();
  const recording = await openOurs(path);
  if (options.out !== undefined) checkOut(options.out, recording);
  const against = options.against === undefined ? undefined : await readAgainst(options.against);
  const played = await explained(isChange(options.change), () => playRecording(recording, options.change));
  const report = reportOf(recording, played, options.out, against, startedMs);
  console.log(options.json ? JSON.stringify(recordingJson(report)) : recordingText(report));
  if (report.damage !== undefined) console.error(`replay: ${report.damage}; the report covers what came before`);
  return exitCode(report);
};
