import * as z from 'zod';
import { parseActivity, type Activity } from '../../core/contracts/activity';
import { parseActivityFeed, type ActivityFeed } from '../../core/contracts/activity-feed';

export interface ReadFeed {
  readonly feed: ActivityFeed;
  /** Lines that are not of the shape they promise, of a newer version or not ours: what each is known by when it comes again. */
  readonly droppedIds: readonly string[];
}

const KNOWN_BY = z.object({ activity_id: z.string() });
const LONGEST_ID = 400;

/** A line without an id is known by its text; both are somebody else's, and cut. */
const idOf = (raw: unknown): string => {
  const known = KNOWN_BY.safeParse(raw);
  return (known.success ? known.data.activity_id : JSON.stringify(raw)).slice(0, LONGEST_ID);
};

interface Sorted {
  readonly good: Activity[];
  readonly droppedIds: string[];
}

const sortLines = (raws: readonly unknown[]): Sorted => {
  const sorted: Sorted = { good: [], droppedIds: [] };
  for (const raw of raws) {
    try {
      sorted.good.push(parseActivity(raw));
    } catch {
      sorted.droppedIds.push(idOf(raw));
    }
  }
  return sorted;
};

/** One line that cannot be read must not hide the others. `raw` is parsed JSON. @throws ContractError when the feed itself is none. */
export const readFeed = (raw: unknown): ReadFeed => {
  const given = (typeof raw === 'object' && raw !== null ? raw : {}) as { lines?: unknown; health?: unknown };
  if (!Array.isArray(given.lines) || !Array.isArray(given.health)) return { feed: parseActivityFeed(raw), droppedIds: [] };
  const feed = parseActivityFeed({ ...given, lines: [], health: [] });
  const [lines, health] = [sortLines(given.lines), sortLines(given.health)];
  return { feed: { ...feed, lines: lines.good, health: health.good }, droppedIds: [...lines.droppedIds, ...health.droppedIds] };
};
