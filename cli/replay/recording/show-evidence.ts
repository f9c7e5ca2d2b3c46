import { RecordingError } from '../../../adapters/recording/recording-error';
import type { Recording } from '../../../adapters/recording/open-recording';
import { parsePosition } from '../../../adapters/recording/find-segment';
import { confirm } from '../../../core/finder/confirm';
import { UsageError } from '../../usage';
import { differences } from '../compare/first-difference';
import type { OpportunityLine } from '../compare/opportunity-lines';
import { Progress } from '../progress';
import { NO_CHANGE } from '../settings-change';
import { type Evidence, evidenceText } from './evidence-text';
import { liveLinesIn, sessionFolder } from './live-opportunities';
import { openFromRecord, openOurs } from './open';
import { playBlocks } from './play-blocks';
import { ordinalOf, segmentHolding, segmentOf } from './position';
import { RecordingPlay } from './recording-play';
import { ReplayedSession } from './replayed-session';
import { setupOf } from './setup';

const EXIT_DIFFERENT = 3;

const rangeText = ({ segments }: Recording): string => `records ${segments[0]?.firstOrdinal ?? 0} to ${(segments.at(-1)?.endOrdinal ?? 1) - 1}`;

/** The recording from the segment on in which the opportunity was found; all of it where nobody wrote down where that was. */
const nearestStart = async (recording: Recording, stored: OpportunityLine | undefined): Promise<Recording> => {
  const position = parsePosition(stored?.opportunity.recording_position ?? '');
  if (position?.session !== recording.header.session) return recording;
  const { ordinal } = position;
  if (segmentHolding(recording, ordinal) !== undefined) return openFromRecord(recording, ordinal);
  throw new UsageError(`--id is ${stored?.opportunity.event_id}: it was found at record ${ordinal}, which is not here any more: ${rangeText(recording)} are`);
};

interface Found {
  readonly line: OpportunityLine;
  readonly session: ReplayedSession;
}

/** Replays until the opportunity is found, or to the end. */
const find = async (recording: Recording, session: ReplayedSession, id: string): Promise<Found | undefined> => {
  const isFound = ({ opportunity }: OpportunityLine): boolean => opportunity.event_id === id;
  const play = new RecordingPlay(recording, [session]);
  const progress = new Progress();
  const tell = (): void => { progress.look(() => ({ read: play.inputs, noun: 'frame', atMs: play.span?.lastMs, opportunities: session.opportunities.length })); };
  const damage = await playBlocks(recording, play, tell, () => session.opportunities.some(isFound));
  const line = session.opportunities.find(isFound);
  if (line === undefined && damage !== undefined) throw new RecordingError(`${damage.message}; ${id} was not found before it`);
  return line && { line, session };
};

const evidenceOf = (recording: Recording, { line, session }: Found, stored: OpportunityLine | undefined): Evidence => {
  const { opportunity, text } = line;
  return {
    opportunity, signal: confirm(opportunity, session.setup.finder, opportunity.decided_time_ms),
    segment: segmentOf(recording, ordinalOf(opportunity.recording_position ?? '')),
    storedIn: stored && sessionFolder(recording),
    differences: stored === undefined || stored.text === text ? [] : [...differences(JSON.parse(stored.text), JSON.parse(text))],
  };
};

/** Rebuilds one opportunity and prints what it stands on. @returns the exit code. @throws UsageError where the session holds none of that id. */
export const showEvidence = async (path: string, id: string, asJson: boolean): Promise<number> => {
  const recording = await openOurs(path);
  const stored = liveLinesIn(sessionFolder(recording))?.find(({ opportunity }) => opportunity.event_id === id);
  const start = await nearestStart(recording, stored);
  const session = new ReplayedSession(setupOf(recording.header, NO_CHANGE), () => start.positionOf());
  const found = await find(start, session, id);
  if (found === undefined) {
    throw new UsageError(`--id is ${id}: ${stored === undefined ? 'this recording has no such opportunity' : 'the live run found it, and this code does not find it in the same recording'}`);
  }
  const evidence = evidenceOf(recording, found, stored);
  console.log(asJson ? JSON.stringify(evidence) : evidenceText(evidence));
  return evidence.differences.length === 0 ? 0 : EXIT_DIFFERENT;
};
