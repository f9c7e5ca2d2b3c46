import type { GapCause } from '../../core/market/events';
import { LoopGuard } from './loop-guard';

export interface WatchdogLimits {
  /** WebSocket-protocol pings, for half-open connections: lost link found within 2 * pingEvery + pongDeadline. */
  readonly pingEveryMs: number;
  readonly pongDeadlineMs: number;
  readonly missedPongs: number;
  /** From the subscription to the first data. */
  readonly firstDataMs: number;
  /** How often the owner ticks, and how late a tick must be to count as a block of our own event loop. */
  readonly tickMs: number;
  readonly loopBlockMs: number;
}

export const DEFAULT_WATCHDOG: WatchdogLimits = {
  pingEveryMs: 3_000, pongDeadlineMs: 1_500, missedPongs: 2, firstDataMs: 10_000, tickMs: 250, loopBlockMs: 1_000,
};

/**
 * Two independent judgements of one open connection, on monotonic time that the owner passes in.
 * Transport: pings unanswered while nothing at all arrived. Data: time since the last data; pongs, acks and pings of the
 * venue never reset it.
 */
export class Watchdog {
  private readonly loop: LoopGuard;
  private nextPingMs: number;
  private pingSentMs: number | undefined;
  private misses = 0;
  private lastHeardMs: number;
  private lastDataMs: number | undefined;
  private expectingSinceMs: number | undefined;

  constructor(private readonly limits: WatchdogLimits, openedMs: number) {
    this.loop = new LoopGuard(openedMs, limits.loopBlockMs + limits.tickMs, limits.tickMs * 2);
    this.nextPingMs = openedMs + limits.pingEveryMs;
    this.lastHeardMs = openedMs;
  }

  /** Data is expected from now on, if it was not before. */
  expectData(nowMs: number): void {
    this.expectingSinceMs ??= nowMs;
  }

  /** Nothing is subscribed any more: silence is right. */
  expectSilence(): void {
    this.expectingSinceMs = undefined;
    this.lastDataMs = undefined;
  }

  /** Any sign of life of the transport. */
  heard(nowMs: number): void {
    this.lastHeardMs = nowMs;
  }

  data(nowMs: number): void {
    this.lastDataMs = nowMs;
  }

  /** On every frame: a flood of control frames must not hide that data has stopped. */
  judgeOnFrame(nowMs: number, idleLimitMs: number): GapCause | undefined {
    return this.loop.mayJudge(nowMs) ? this.judgeData(nowMs, idleLimitMs) : undefined;
  }

  /** On every tick: `cut` says why to terminate, `shouldPing` that a ping is due. */
  tick(nowMs: number, idleLimitMs: number): { readonly cut: GapCause | undefined; readonly shouldPing: boolean } {
    if (!this.loop.mayJudge(nowMs)) {
      this.pingSentMs = undefined;
      return { cut: undefined, shouldPing: false };
    }
    const cut = this.judgeData(nowMs, idleLimitMs) ?? this.judgeTransport(nowMs);
    const shouldPing = cut === undefined && nowMs >= this.nextPingMs;
    if (shouldPing) {
      this.pingSentMs = nowMs;
      this.nextPingMs = nowMs + this.limits.pingEveryMs;
    }
    return { cut, shouldPing };
  }

  private judgeData(nowMs: number, idleLimitMs: number): GapCause | undefined {
    if (this.expectingSinceMs === undefined) return undefined;
    if (this.lastDataMs !== undefined) return nowMs - this.lastDataMs > idleLimitMs ? 'data-stall' : undefined;
    return nowMs - this.expectingSinceMs > this.limits.firstDataMs ? 'no-first-data' : undefined;
  }

  private judgeTransport(nowMs: number): GapCause | undefined {
    if (this.pingSentMs === undefined || nowMs - this.pingSentMs < this.limits.pongDeadlineMs) return undefined;
    this.misses = this.lastHeardMs < this.pingSentMs ? this.misses + 1 : 0;
    this.pingSentMs = undefined;
    return this.misses >= this.limits.missedPongs ? 'pong-timeout' : undefined;
  }
}
