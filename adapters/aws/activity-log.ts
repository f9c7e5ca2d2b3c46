import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { activityOf, type Activity, type ActivityEntry } from '../../core/contracts/activity';
import { conflictPause } from '../conflict-pause';
import { expiresAt, type TableSettings } from './tables';

/** The page looks hours back, not weeks; what must last stands in the tables that the lines speak of. */
const KEEP_DAYS = 3;
/** DynamoDB's own bound of one call. */
const BATCH = 25;
const MAX_TRIES = 3;
/** Under it each part of the product has one item: how it is now. */
export const HEALTH_BUCKET = 'health';

/** `2026-11-28T03`: lines of one UTC hour share a partition, which sorts them by time. */
export const bucketOf = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 13);

export interface ActivityLogSettings extends TableSettings {
  /** The log is what the page shows, not what anything is decided by: a line that cannot be written fails nobody. */
  readonly onProblem: (error: unknown) => void;
}

export interface ActivityLog {
  /** Keeps an entry until `flush`. */
  readonly note: (entry: ActivityEntry) => void;
  /** Writes what was noted, stamped with this moment. Never rejects. */
  readonly flush: () => Promise<void>;
}

interface Line {
  readonly bucket_id: string;
  readonly line_id: string;
  readonly activity: Activity;
  readonly expires_at: number;
}

const lineOf = (activity: Activity, nowMs: number): Line => {
  const { entry, activity_id, time_ms } = activity;
  const isHealth = entry.kind === 'health';
  return {
    bucket_id: isHealth ? HEALTH_BUCKET : bucketOf(time_ms), line_id: isHealth ? entry.component : activity_id, activity,
    expires_at: expiresAt(nowMs, KEEP_DAYS),
  };
};

/** One call refuses two writes of one item: the later one stands. */
const distinct = (lines: readonly Line[]): Line[] => [...new Map(lines.map((line) => [`${line.bucket_id}|${line.line_id}`, line])).values()];

/** Writes lines of the activity log. Needs BatchWriteItem. */
export const makeActivityLog = ({ client, tableName, nowMs = Date.now, onProblem }: ActivityLogSettings): ActivityLog => {
  let noted: ActivityEntry[] = [];

  /** Entries that the table did not take. */
  const writeOnce = async (entries: readonly ActivityEntry[]): Promise<readonly ActivityEntry[]> => {
    const timeMs = nowMs();
    const lines = distinct(entries.map((entry) => lineOf(activityOf(timeMs, entry), timeMs)));
    const { UnprocessedItems } = await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: lines.map((Item) => ({ PutRequest: { Item } })) } }));
    const left = new Set(UnprocessedItems?.[tableName]?.map(({ PutRequest }) => String(PutRequest?.Item?.['line_id'])));
    return lines.filter(({ line_id }) => left.has(line_id)).map(({ activity }) => activity.entry);
  };

  const write = async (entries: readonly ActivityEntry[]): Promise<void> => {
    let rest = entries;
    for (let tries = 0; rest.length > 0; tries += 1) {
      if (tries === MAX_TRIES) throw new Error(`table ${tableName}: ${rest.length} lines were not taken in ${MAX_TRIES} tries`);
      if (tries > 0) await conflictPause(tries);
      rest = await writeOnce(rest);
    }
  };

  return {
    note: (entry) => { noted.push(entry); },
    flush: async () => {
      const entries = noted;
      noted = [];
      // Each call has its own stamp: a reader goes on from the last one it was given, and looks back no further than a call may take.
      for (let from = 0; from < entries.length; from += BATCH) await write(entries.slice(from, from + BATCH)).catch(onProblem);
    },
  };
};
