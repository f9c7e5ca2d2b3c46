import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Second of the start in UTC and four hex digits of chance, so that names sort by time and two starts in one second differ. */
export const SESSION_ID = /^\d{8}T\d{6}Z-[0-9a-f]{4}$/;
const SEGMENT_NAME = /^(\d{6,})\.tape$/;

/** `20261120T161334Z-4f2a` for a start at `nowMs`, epoch ms. */
export const newSessionId = (nowMs: number): string =>
  `${new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '')}-${randomBytes(2).toString('hex')}`;

/** `000007.tape`. */
export const segmentName = (index: number): string => `${String(index).padStart(6, '0')}.tape`;

export const isSegmentName = (name: string): boolean => SEGMENT_NAME.test(name);

/** Each opportunity of a session, one JSON line each; the older half where there was so much that it was turned over. */
export const OPPORTUNITIES_FILE = 'opportunities.jsonl';
export const OLDER_OPPORTUNITIES_FILE = 'opportunities.old.jsonl';

const numberOf = (path: string): number => Number(SEGMENT_NAME.exec(basename(path))?.[1] ?? 0);

/** Orders paths of one session's segments as they were written; other names stay where they are. */
export const bySegmentNumber = (a: string, b: string): number => numberOf(a) - numberOf(b);

/** Paths of a session's segments in the order in which they were written. */
export const segmentPaths = async (sessionDirectory: string): Promise<readonly string[]> =>
  (await readdir(sessionDirectory)).filter(isSegmentName).sort(bySegmentNumber).map((name) => join(sessionDirectory, name));

/** Sessions with a directory of their own below `directory`, oldest first. */
export const sessionsIn = async (directory: string): Promise<readonly string[]> =>
  (await readdir(directory)).filter((name) => SESSION_ID.test(name)).sort();
