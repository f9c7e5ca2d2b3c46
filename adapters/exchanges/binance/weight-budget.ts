import { setTimeout as sleep } from 'node:timers/promises';

const MINUTE_MS = 60_000;
/** Until the venue has said its own: below that of both markets. */
const FIRST_LIMIT = 1_200;
/** Others share our address, and the venue's minute need not begin with ours: two of ours may fall into one of its. */
const SHARE = 0.5;

/**
 * The request weight that the venue grants an address per minute (rest-api.md, "IP limits"), kept by construction: a call is accounted before
 * it is made, at most half of the limit is used, and the venue's own count in `X-MBX-USED-WEIGHT-1M` overrides ours where it is higher.
 */
export class WeightBudget {
  private limit = FIRST_LIMIT;
  private minute = Number.NaN;
  private used = 0;

  /** `wallMs` is epoch ms: the venue's minutes are those of the wall clock. */
  constructor(private readonly wallMs: () => number = Date.now) {}

  /** Weight per minute by the venue's own list of limits. */
  setLimit(weightPerMinute: number): void {
    this.limit = weightPerMinute;
  }

  /** What the venue counted in the present minute, ours and others'. */
  counted(weight: number): void {
    this.turn();
    this.used = Math.max(this.used, weight);
  }

  /** Accounts for a call and answers 0, or how many ms to wait before asking again. A call that never fits goes alone. */
  take(weight: number): number {
    const nowMs = this.turn();
    if (this.used > 0 && this.used + weight > this.limit * SHARE) return MINUTE_MS - (nowMs % MINUTE_MS) + 1;
    this.used += weight;
    return 0;
  }

  /** Resolves when the call has been accounted for; rejects when `signal` aborts. */
  async admit(weight: number, signal: AbortSignal): Promise<void> {
    for (let waitMs = this.take(weight); waitMs > 0; waitMs = this.take(weight)) await sleep(waitMs, undefined, { signal });
  }

  private turn(): number {
    const nowMs = this.wallMs();
    const minute = Math.floor(nowMs / MINUTE_MS);
    if (minute !== this.minute) this.used = 0;
    this.minute = minute;
    return nowMs;
  }
}
