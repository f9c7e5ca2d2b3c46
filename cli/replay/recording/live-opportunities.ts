import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parsePosition } from '../../../adapters/recording/find-segment';
import type { Recording } from '../../../adapters/recording/open-recording';
import { OLDER_OPPORTUNITIES_FILE, OPPORTUNITIES_FILE } from '../../../adapters/recording/segment-files';
import { readOpportunityLines, type OpportunityLine } from '../compare/opportunity-lines';

/** The folder of the session that a recording belongs to. */
export const sessionFolder = ({ segments }: Pick<Recording, 'segments'>): string => dirname(segments[0]?.path ?? '.');

/** What a live run wrote beside its recording, oldest first; undefined where it wrote nothing. */
export const liveLinesIn = (folder: string): OpportunityLine[] | undefined => {
  const paths = [OLDER_OPPORTUNITIES_FILE, OPPORTUNITIES_FILE].map((name) => join(folder, name)).filter((path) => existsSync(path));
  return paths.length === 0 ? undefined : paths.flatMap(readOpportunityLines);
};

export interface Within {
  readonly lines: readonly OpportunityLine[];
  /** Of the same session, but found at records that the ring has dropped, that a crash cut off, or that were not given. */
  readonly leftOut: number;
}

/** Without those of the same session whose record was not replayed. */
export const withinReplay = (lines: readonly OpportunityLine[], { header, segments }: Pick<Recording, 'header' | 'segments'>): Within => {
  const isOutside = ({ opportunity }: OpportunityLine): boolean => {
    const position = parsePosition(opportunity.recording_position ?? '');
    if (position?.session !== header.session) return false;
    return !segments.some(({ firstOrdinal, endOrdinal }) => position.ordinal >= firstOrdinal && position.ordinal < endOrdinal);
  };
  const kept = lines.filter((line) => !isOutside(line));
  return { lines: kept, leftOut: lines.length - kept.length };
};
