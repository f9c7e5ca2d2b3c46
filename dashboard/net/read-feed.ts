import { parseActivity, type Activity } from '../../core/contracts/activity';
import { parseActivityFeed, type ActivityFeed } from '../../core/contracts/activity-feed';

export interface ReadFeed {
  readonly feed: ActivityFeed;
  /** Lines that are not of the shape they promise: of a newer version, or not ours. */
  readonly dropped: number;
}

const lineOrNothing = (raw: unknown): Activity | undefined => {
  try {
    return parseActivity(raw);
  } catch {
    return undefined;
  }
};

const isLine = (line: Activity | undefined): line is Activity => line !== undefined;

/** One line that cannot be read must not hide the others. @throws ContractError when the feed itself is none. */
export const readFeed = (raw: unknown): ReadFeed => {
  const given = (typeof raw === 'object' && raw !== null ? raw : {}) as { lines?: unknown; health?: unknown };
  const [lines, health] = [given.lines, given.health].map((part) => (Array.isArray(part) ? part.map(lineOrNothing) : undefined));
  if (lines === undefined || health === undefined) return { feed: parseActivityFeed(raw), dropped: 0 };
  const feed = parseActivityFeed({ ...given, lines: [], health: [] });
  const [goodLines, goodHealth] = [lines.filter(isLine), health.filter(isLine)];
  return { feed: { ...feed, lines: goodLines, health: goodHealth }, dropped: lines.length + health.length - goodLines.length - goodHealth.length };
};
