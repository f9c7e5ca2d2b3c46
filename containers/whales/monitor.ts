import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { FeedNote } from '../../adapters/exchanges/venue-feed';
import { writeWhole } from '../../adapters/whole-file';
import type { WhaleStatus } from '../../core/whales/findings';
import { healthOf, type SystemMetrics } from './health';

const WINDOW_MS = 60_000;
/** Enough for a median; one in so many frames is looked at. */
const MAX_SAMPLES = 600;
const SAMPLE_EVERY = 50;

/** Watches the process and its venue over a sliding minute. Machine time in, in ms. */
export class Monitor {
  depthFrames = 0;
  private readonly failedAtMs: number[] = [];
  private readonly answers: { readonly atMs: number; readonly tookMs: number }[] = [];
  private delays: number[] = [];
  private cpu = process.cpuUsage();
  private cpuAtMs: number;
  private cpuShare: number | undefined;

  constructor(private readonly nowMs: () => number) {
    this.cpuAtMs = nowMs();
  }

  /** A frame of the feed, with how long ago the venue stamped it; undefined where it has no stamp. */
  frame(delayMs: number | undefined): void {
    this.depthFrames += 1;
    if (delayMs === undefined || this.depthFrames % SAMPLE_EVERY !== 0) return;
    this.delays.push(delayMs);
    if (this.delays.length > MAX_SAMPLES) this.delays = this.delays.slice(-MAX_SAMPLES / 2);
  }

  note(note: FeedNote): void {
    if (note.event === 'rest-failed') this.failedAtMs.push(this.nowMs());
    if (note.event === 'rest-answered') this.answers.push({ atMs: this.nowMs(), tookMs: note.tookMs });
  }

  /** Once a minute or so: what of one processor was used since the call before. */
  measureCpu(): void {
    const nowMs = this.nowMs();
    const { user, system } = process.cpuUsage(this.cpu);
    this.cpuShare = nowMs > this.cpuAtMs ? (user + system) / 1_000 / (nowMs - this.cpuAtMs) : undefined;
    this.cpu = process.cpuUsage();
    this.cpuAtMs = nowMs;
  }

  metrics({ pools, counts }: WhaleStatus): SystemMetrics {
    const sinceMs = this.nowMs() - WINDOW_MS;
    while ((this.failedAtMs[0] ?? Infinity) < sinceMs) this.failedAtMs.shift();
    while ((this.answers[0]?.atMs ?? Infinity) < sinceMs) this.answers.shift();
    return {
      api_response_time: this.answers.length === 0 ? undefined : Math.max(...this.answers.map(({ tookMs }) => tookMs)) / 1_000,
      websocket_latency: medianOf(this.delays),
      memory_usage: (100 * process.memoryUsage.rss()) / memoryLimitBytes(),
      cpu_usage: this.cpuShare === undefined ? undefined : 100 * this.cpuShare,
      active_orders_count: pools.observedLevels + pools.hotLevels,
      diamond_orders_per_hour: counts.diamondsLastHour,
      failed_api_calls: this.failedAtMs.length,
    };
  }
}

/** Of the container where it has a limit; a number beyond all memory says that it has none. */
const memoryLimitBytes = (): number => Math.min(process.constrainedMemory() || Infinity, totalmem());

/** Seconds, of delays in ms. */
const medianOf = (delaysMs: readonly number[]): number | undefined => {
  const middle = delaysMs.toSorted((a, b) => a - b)[Math.floor(delaysMs.length / 2)];
  return middle === undefined ? undefined : middle / 1_000;
};

/** What `/health`, `--status` and `monitoring.json` say (S2.34): plain JSON, null where nothing was measured. */
export const monitoringOf = (status: WhaleStatus, metrics: SystemMetrics, more: Readonly<Record<string, unknown>>) => {
  const { level, findings } = healthOf(metrics);
  return {
    ...more, level, findings: findings.map(({ text, level: of }) => `${of}: ${text}`),
    pools: status.pools, workers_as_concurrency_caps: status.workers,
    counts: { ...status.counts, diamondsLastHour: status.counts.diamondsLastHour ?? null },
    system_metrics: Object.fromEntries(Object.entries(metrics).map(([name, value]: [string, number | undefined]) => [name, value ?? null])),
  };
};

export const writeMonitoring = (stateDir: string, monitoring: object): void => {
  writeWhole(join(stateDir, 'monitoring.json'), `${JSON.stringify(monitoring, undefined, 2)}\n`);
};
