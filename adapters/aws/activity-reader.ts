import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { firstActivityId, parseActivity, type Activity } from '../../core/contracts/activity';
import { ACTIVITY_FEED_SCHEMA, FEED_LINES, type ActivityFeed } from '../../core/contracts/activity-feed';
import { ContractError } from '../../core/contracts/contract';
import { bucketOf, HEALTH_BUCKET } from './activity-log';
import type { TableSettings } from './tables';

const HOUR_MS = 3_600_000;
/** How far back a reader may begin: a page that slept longer begins anew, and is told so. */
export const MAX_BACK_MS = 6 * HOUR_MS;
/** Longer than a write may take from its stamp to its place, and than clocks of two hosts differ: what is that young is read again. */
export const OVERLAP_MS = 15_000;

/** Reads the activity log. Needs Query. */
export interface ActivityReader {
  /** What was written at or after that time, with a bound on the lines; the latest lines where nothing is said, or a time too long ago. */
  read(sinceMs: number | undefined): Promise<ActivityFeed>;
}

interface Found {
  readonly items: readonly Record<string, unknown>[];
  /** More of the range is there. */
  readonly isCut: boolean;
}
type Range = { readonly from: string } | { readonly newest: true };

/** Lines of a version that this one does not know are left out: the page shows what it understands. */
const readable = (items: readonly Record<string, unknown>[]): Activity[] => items.flatMap(({ activity }) => {
  try {
    return [parseActivity(activity)];
  } catch (error) {
    if (error instanceof ContractError) return [];
    throw error;
  }
});

/** Where a line stands, epoch ms; undefined: there is none. */
const timeOf = (item: Record<string, unknown> | undefined): number | undefined => {
  const [digits] = /^\d{15}/.exec(String(item?.['line_id'])) ?? [];
  return digits === undefined ? undefined : Number(digits);
};

export const makeActivityReader = ({ client, tableName: TableName, nowMs = Date.now }: TableSettings): ActivityReader => {
  const query = async (bucket: string, range: Range, limit: number): Promise<Found> => {
    const isNewest = 'newest' in range;
    const { Items = [], LastEvaluatedKey } = await client.send(new QueryCommand({
      TableName, Limit: limit, ScanIndexForward: !isNewest,
      KeyConditionExpression: isNewest ? 'bucket_id = :bucket' : 'bucket_id = :bucket AND line_id >= :from',
      ExpressionAttributeValues: { ':bucket': bucket, ...(isNewest ? {} : { ':from': range.from }) },
    }));
    return { items: isNewest ? Items.reverse() : Items, isCut: LastEvaluatedKey !== undefined };
  };

  const latest = async (now: number): Promise<Found> => {
    let found: Found['items'] = [];
    for (let hour = now; hour > now - MAX_BACK_MS && found.length < FEED_LINES; hour -= HOUR_MS) {
      const { items, isCut } = await query(bucketOf(hour), { newest: true }, FEED_LINES - found.length);
      found = [...items, ...found];
      // DynamoDB ends an answer at 1 MB too: older hours would leave a gap in the middle.
      if (isCut) break;
    }
    return { items: found, isCut: false };
  };

  const since = async (sinceMs: number, now: number): Promise<Found> => {
    const found: Record<string, unknown>[] = [];
    const from = { from: firstActivityId(sinceMs) };
    for (let hour = sinceMs; bucketOf(hour) <= bucketOf(now); hour += HOUR_MS) {
      if (found.length >= FEED_LINES) return { items: found, isCut: true };
      const { items, isCut } = await query(bucketOf(hour), from, FEED_LINES - found.length);
      found.push(...items);
      if (isCut) return { items: found, isCut };
    }
    return { items: found, isCut: false };
  };

  return {
    async read(wantedMs) {
      const now = nowMs();
      const isRestart = wantedMs !== undefined && wantedMs < now - MAX_BACK_MS;
      const [{ items, isCut }, health] = await Promise.all([
        wantedMs === undefined || isRestart ? latest(now) : since(Math.min(wantedMs, now), now),
        query(HEALTH_BUCKET, { newest: true }, FEED_LINES),
      ]);
      // A cut answer ends in the middle: the next one begins with its last line, readable or not, which is then known already.
      const nextMs = isCut ? timeOf(items.at(-1)) ?? now - OVERLAP_MS : now - OVERLAP_MS;
      return {
        schema: ACTIVITY_FEED_SCHEMA, lines: readable(items), health: readable(health.items), next_ms: nextMs, has_more: isCut, ...(isRestart ? { is_restart: true } : {}),
      };
    },
  };
};
