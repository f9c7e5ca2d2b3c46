import type { WhaleStatus } from '../../core/whales/findings';
import type { HealthEntry } from '../health-log';
import { VenueSilence } from '../venue-silence';
import { healthOf, type SystemMetrics } from './health';

/** Judges the whale scanner for the page; machine time in, ms. What only the market decides (how many diamonds) is said and is no fault. */
export class WhalePageHealth {
  private readonly silence: VenueSilence;
  private before: { readonly frames: number; readonly atMs: number };

  constructor(nowMs: number) {
    this.silence = new VenueSilence(nowMs);
    this.before = { frames: 0, atMs: nowMs };
  }

  look({ pools, counts }: WhaleStatus, metrics: SystemMetrics, more: { readonly depthFrames: number; readonly feedClients: number }, nowMs: number): HealthEntry {
    const { depthFrames, feedClients } = more;
    const { level, findings } = healthOf(metrics);
    const reason = findings.map(({ text }) => text).join('; ').slice(0, 200) || null;
    const judged = this.silence.look(depthFrames, nowMs) ?? { status: level === 'critical' ? 'degraded' : 'ok', reason } as const;
    const figures = {
      frames_per_second: this.perSecond(depthFrames, nowMs), observed_levels: pools.observedLevels, hot_levels: pools.hotLevels, books_resynchronized: counts.resyncs, stream_tasks: feedClients,
      ...(metrics.websocket_latency === undefined ? {} : { latency_ms: metrics.websocket_latency * 1_000 }),
      ...(metrics.cpu_usage === undefined ? {} : { cpu_pct: metrics.cpu_usage }), ...(metrics.memory_usage === undefined ? {} : { memory_pct: metrics.memory_usage }),
    };
    return { kind: 'health', component: 'whales', ...judged, figures };
  }

  private perSecond(frames: number, nowMs: number): number {
    const { before } = this;
    if (nowMs - before.atMs >= 10_000) this.before = { frames, atMs: nowMs };
    return (frames - before.frames) / Math.max(1, (nowMs - before.atMs) / 1_000);
  }
}
