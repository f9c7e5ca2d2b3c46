import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Recording } from '../../../adapters/recording/open-recording';
import { openRecording } from '../../../adapters/recording/open-recording';
import { RecordingError } from '../../../adapters/recording/recording-error';
import type { RecordingHeader } from '../../../adapters/recording/recording-header';
import { segmentPaths } from '../../../adapters/recording/segment-files';
import { UsageError } from '../../usage';
import { compareOpportunities } from '../compare/compare-opportunities';
import { readOpportunityLines, type OpportunityLine } from '../compare/opportunity-lines';
import { liveLinesIn, sessionFolder, withinReplay } from './live-opportunities';
import type { NamedComparison } from './recording-report';
import type { SessionSetup } from './replayed-session';
import { headerDifferences } from './setup';

/** With what the live run wrote beside this recording; undefined where it wrote nothing. */
export const compareWithLive = (recording: Recording, here: readonly OpportunityLine[]): NamedComparison | undefined => {
  try {
    const written = liveLinesIn(sessionFolder(recording));
    if (written === undefined) return undefined;
    const { lines, leftOut } = withinReplay(written, recording);
    return { name: 'the live run', ...compareOpportunities(lines, here), settings: [], leftOut };
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`${error.message}; the recording itself is played with its segments alone`) : error;
  }
};

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** The settings of a recording in this folder; undefined where there is none. */
const headerIn = async (folder: string): Promise<RecordingHeader | undefined> => {
  try {
    return (await segmentPaths(folder)).length === 0 ? undefined : (await openRecording(folder)).header;
  } catch (error) {
    if (error instanceof RecordingError) return undefined;
    throw error;
  }
};

/** What a replay is to be compared with. */
export interface Against {
  readonly name: string;
  readonly lines: readonly OpportunityLine[];
  readonly header: RecordingHeader | undefined;
}

/** An opportunities file, or what a live run wrote into a session's folder. @throws UsageError where there is none. */
export const readAgainst = async (path: string): Promise<Against> => {
  const lines = isFolder(path) ? liveLinesIn(path) : readOpportunityLines(path);
  if (lines === undefined) throw new UsageError(`--against is ${path}: expected a file of opportunities, or a folder with one`);
  return { name: path, lines, header: await headerIn(isFolder(path) ? path : dirname(path)) };
};

export const compareWith = ({ name, lines: written, header }: Against, recording: Recording, here: readonly OpportunityLine[], setup: SessionSetup): NamedComparison => {
  const { lines, leftOut } = withinReplay(written, recording);
  return { name, ...compareOpportunities(lines, here), settings: header && headerDifferences(header, setup), leftOut };
};
