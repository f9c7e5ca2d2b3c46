import { monotonicMs, TimerSet } from '../timer-set';

/**
 * The venue cuts a connection that sends more than 5 messages in a second, pings and pongs included (web-socket-streams.md; 10 on futures).
 * With this spacing at most 3 requests fall into any second, which leaves one for our ping and one for a pong.
 */
export const REQUEST_SPACING_MS = 350;

/** Lets its owner send one request at a time, evenly spaced. What is to be sent is asked for when it may be: a change of mind costs nothing. */
export class RequestPacer {
  private readonly timers = new TimerSet();
  private nextMs = Number.NEGATIVE_INFINITY;

  /** `send` sends one request, or answers false where there is none. */
  constructor(private readonly send: () => boolean, private readonly spacingMs = REQUEST_SPACING_MS) {}

  /** There may be something to send. */
  wake(): void {
    const waitMs = this.nextMs - monotonicMs();
    if (waitMs > 0) {
      this.timers.after('next', Math.ceil(waitMs), () => { this.wake(); });
      return;
    }
    if (!this.send()) return;
    this.nextMs = monotonicMs() + this.spacingMs;
    this.wake();
  }

  stop(): void {
    this.timers.clear();
  }
}
