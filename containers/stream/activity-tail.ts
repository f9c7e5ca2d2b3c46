import type { ActivityReader } from '../../adapters/aws/activity-reader';
import { TimerSet } from '../../adapters/exchanges/timer-set';
import type { Activity } from '../../core/contracts/activity';
import type { ActivityFeed } from '../../core/contracts/activity-feed';
import type { ActivityClient } from './activity-client';

export interface ActivityTailOptions {
  readonly reader: ActivityReader;
  readonly onProblem: (error: unknown) => void;
  readonly pollMs?: number;
}

/** From a line's place in the table to the pages; each look costs half a read unit or more. */
const POLL_MS = 1_000;
/** Pages that catch up at one time; each reads the table for itself. */
const MAX_ANSWERS = 100;

/**
 * Follows the activity log for all pages of this process: one reader, however many pages there are, and none while there is no page.
 * What is read again because it is young goes out once.
 */
export class ActivityTail {
  private readonly clients = new Set<ActivityClient>();
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

  /** Begins with what the page missed, or with the latest lines; what comes meanwhile may reach it twice. */
  async add(client: ActivityClient, sinceMs: number | undefined): Promise<void> {
    this.clients.add(client);
    try {
      let wantedMs = sinceMs;
      for (let answers = 0; answers < MAX_ANSWERS; answers += 1) {
        const feed = await this.options.reader.read(wantedMs);
        client.deliver(JSON.stringify(feed));
        wantedMs = feed.next_ms;
        if (!feed.has_more) break;
      }
      // Where others are followed already, they are not older than this one is.
      if (this.clients.size > 0) this.sinceMs ??= wantedMs;
    } catch (error) {
      this.options.onProblem(error);
      client.close(1013, 'the activity log does not answer');
    }
  }

  remove(client: ActivityClient): void {
    this.clients.delete(client);
    if (this.clients.size > 0) return;
    this.sinceMs = undefined;
    this.known.clear();
  }

  private async poll(): Promise<void> {
    if (this.isBusy || this.sinceMs === undefined) return;
    this.isBusy = true;
    try {
      const feed = await this.options.reader.read(this.sinceMs);
      this.sinceMs = feed.next_ms;
      const news = this.newsOf(feed);
      if (news.lines.length > 0 || news.health.length > 0) this.tell(news);
    } catch (error) {
      this.options.onProblem(error);
    } finally {
      this.isBusy = false;
    }
  }

  private tell(feed: ActivityFeed): void {
    const text = JSON.stringify(feed);
    for (const client of this.clients) client.deliver(text);
  }

  private newsOf(feed: ActivityFeed): ActivityFeed {
    const isNew = ({ activity_id: id }: Activity): boolean => !this.known.has(id);
    const news = { ...feed, lines: feed.lines.filter(isNew), health: feed.health.filter(isNew) };
    const kept = [...this.known].filter(([, timeMs]) => timeMs >= feed.next_ms);
    this.known = new Map([...kept, ...[...feed.lines, ...feed.health].map(({ activity_id: id, time_ms: timeMs }) => [id, timeMs] as const)]);
    return news;
  }
}
