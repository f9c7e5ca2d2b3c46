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

/** With an opportunities file, or what a live run wrote into a session's folder. @throws UsageError where there is none. */
export const compareWith = async (path: string, recording: Recording, here: readonly OpportunityLine[], setup: SessionSetup): Promise<NamedComparison> => {
  const written = isFolder(path) ? liveLinesIn(path) : readOpportunityLines(path);
  if (written === undefined) throw new UsageError(`--against is ${path}: expected a file of opportunities, or a folder with one`);
  const { lines, leftOut } = withinReplay(written, recording);
  const header = await headerIn(isFolder(path) ? path : dirname(path));
  return { name: path, ...compareOpportunities(lines, here), settings: header && headerDifferences(header, setup), leftOut };
};
