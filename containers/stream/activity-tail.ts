import { OVERLAP_MS, type ActivityReader } from '../../adapters/aws/activity-reader';
import { TimerSet } from '../../adapters/exchanges/timer-set';
import type { Activity } from '../../core/contracts/activity';
import type { ActivityFeed } from '../../core/contracts/activity-feed';
import type { ActivityClient } from './activity-client';
import { CLOSE } from './socket-client';

export interface ActivityTailOptions {
  readonly reader: ActivityReader;
  readonly onProblem: (error: unknown) => void;
  readonly pollMs?: number;
}

/** From a line's place in the table to the pages; each look costs half a read unit or more. */
const POLL_MS = 1_000;
/** Answers that one look goes through: so many lines at once are a storm, and its rest comes with the next look. */
const MAX_READS = 20;
/** Answers by which a page catches up in one connection: what missed more comes again, from where it was. */
const MAX_ANSWERS = 100;

/**
 * Follows the activity log for all pages of this process: one reader, however many pages there are, and none while there is no page.
 * What is read again because it is young goes out once.
 */
export class ActivityTail {
  private readonly clients = new Set<ActivityClient>();
  /** Of pages that still catch up, the news meanwhile: given to them now, a page that is cut would go on behind what it has not got yet. */
  private readonly waiting = new Map<ActivityClient, string[]>();
  private readonly timers = new TimerSet();
  /** Where the next look begins; undefined: no page has been given its beginning yet. */
  private sinceMs: number | undefined;
  /** Ids that have gone out and may be read again, with their times; of health, the last one of each part. */
  private known = new Map<string, number>();
  private isBusy = false;

  constructor(private readonly options: ActivityTailOptions) {}

  start(): void {
    this.timers.every('poll', this.options.pollMs ?? POLL_MS, () => { void this.poll(); });
  }

  stop(): void {
    this.timers.clear();
  }

  all(): readonly ActivityClient[] {
    return [...this.clients];
  }

  /** Begins with what the page missed, or with the latest lines; what comes meanwhile follows, and may reach it twice. */
  async add(client: ActivityClient, sinceMs: number | undefined): Promise<void> {
    this.clients.add(client);
    this.waiting.set(client, []);
    try {
      const nextMs = await this.catchUp(client, sinceMs);
      if (!this.clients.has(client)) return;
      if (nextMs === undefined) client.close(CLOSE.tryAgain, 'there is more: go on from where you are');
      for (const text of this.waiting.get(client) ?? []) void client.deliver(text);
      // Where others are followed already, they are not older than this one is.
      this.sinceMs ??= nextMs;
    } catch (error) {
      this.options.onProblem(error);
      client.close(CLOSE.tryAgain, 'the activity log does not answer');
    } finally {
      this.waiting.delete(client);
    }
  }

  /** One answer after the other, each when the one before has been taken. Where to go on; undefined: it has gone, or missed too much. */
  private async catchUp(client: ActivityClient, sinceMs: number | undefined): Promise<number | undefined> {
    let wantedMs = sinceMs;
    for (let answers = 0; answers < MAX_ANSWERS && this.clients.has(client); answers += 1) {
      const feed = await this.options.reader.read(wantedMs);
      await client.deliver(JSON.stringify(feed));
      if (!feed.has_more) return feed.next_ms;
      wantedMs = feed.next_ms;
    }
    return undefined;
  }

  remove(client: ActivityClient): void {
    this.clients.delete(client);
    this.waiting.delete(client);
    if (this.clients.size > 0) return;
    this.sinceMs = undefined;
    this.known.clear();
  }

  private async poll(): Promise<void> {
    if (this.isBusy || this.sinceMs === undefined) return;
    this.isBusy = true;
    try {
      let hasMore = true;
      for (let reads = 0; hasMore && reads < MAX_READS; reads += 1) hasMore = await this.readOn();
    } catch (error) {
      this.options.onProblem(error);
    } finally {
      this.isBusy = false;
    }
  }

  /** One answer of the log to every page. Whether there is more, and anybody to tell it. */
  private async readOn(): Promise<boolean> {
    const feed = await this.options.reader.read(this.sinceMs);
    // The last page has left meanwhile: the next one says where it begins.
    if (this.clients.size === 0) return false;
    this.sinceMs = feed.next_ms;
    const news = this.newsOf(feed);
    if (news.lines.length > 0 || news.health.length > 0) this.tell(news);
    return feed.has_more;
  }

  private tell(feed: ActivityFeed): void {
    const text = JSON.stringify(feed);
    for (const client of this.clients) {
      const waiting = this.waiting.get(client);
      if (waiting === undefined) void client.deliver(text);
      else waiting.push(text);
    }
  }

  private newsOf(feed: ActivityFeed): ActivityFeed {
    const isNew = ({ activity_id: id }: Activity): boolean => !this.known.has(id);
    const news = { ...feed, lines: feed.lines.filter(isNew), health: feed.health.filter(isNew) };
    // Where an answer was cut, the look that reaches the end reads the overlap behind it once more.
    const againFromMs = feed.has_more ? feed.next_ms - OVERLAP_MS : feed.next_ms;
    const kept = [...this.known].filter(([, timeMs]) => timeMs >= againFromMs);
    this.known = new Map([...kept, ...[...feed.lines, ...feed.health].map(({ activity_id: id, time_ms: timeMs }) => [id, timeMs] as const)]);
    return news;
  }
}
