import { monotonicMs, TimerSet } from './timer-set';

export interface RequestLimits {
  readonly perSecond: number;
  readonly concurrency: number;
}

export const DEFAULT_REQUEST_LIMITS: RequestLimits = { perSecond: 20, concurrency: 4 };

/** Runs requests in order, evenly spaced and at most `concurrency` at once. */
export class RequestLimiter {
  private readonly queue: { readonly run: () => void; readonly drop: () => void }[] = [];
  private readonly timers = new TimerSet();
  private running = 0;
  private nextStartMs = Number.NEGATIVE_INFINITY;
  private isStopped = false;

  constructor(private readonly limits: RequestLimits = DEFAULT_REQUEST_LIMITS) {}

  /** Resolves or rejects as `request` does; rejects when the limiter is stopped before its turn. */
  async run<T>(request: () => Promise<T>): Promise<T> {
    await new Promise<void>((resolve, reject) => {
      this.queue.push({ run: resolve, drop: () => { reject(new Error('stopped before the request was sent')); } });
      this.pump();
    });
    try {
      return await request();
    } finally {
      this.running -= 1;
      this.pump();
    }
  }

  /** Drops what waits; what runs is its owner's to abort. */
  stop(): void {
    this.isStopped = true;
    this.timers.clear();
    this.pump();
  }

  private pump(): void {
    if (this.isStopped) {
      for (const waiting of this.queue.splice(0)) waiting.drop();
      return;
    }
    if (this.running >= this.limits.concurrency || this.queue.length === 0) return;
    const waitMs = this.nextStartMs - monotonicMs();
    if (waitMs > 0) {
      this.timers.after('next', Math.ceil(waitMs), () => { this.pump(); });
      return;
    }
    this.nextStartMs = monotonicMs() + 1_000 / this.limits.perSecond;
    this.running += 1;
    this.queue.shift()?.run();
    this.pump();
  }
}
