/** One message that waits for SQS. */
export interface SpoolEntry {
  readonly sequence: number;
  readonly body: string;
  readonly bytes: number;
  readonly enqueuedAtMs: number;
  /** After this the message is of no use to anyone; undefined: never. */
  readonly expiresAtMs: number | undefined;
  /** How often SQS refused this entry as the sender's fault. */
  readonly refusals: number;
  /** Full-jitter pause after a failure; 0 for a fresh entry. */
  readonly notBeforeMs: number;
}

/** A failed entry waits in a short list of its own; when that many wait, fresh ones wait as well. */
const MAX_WAITING_RETRIES = 100;
const COMPACT_AT = 1_024;

/**
 * Messages in the order they came, at most `capacity` of them together with those in flight. When it is full the oldest
 * makes room: in a market the newest finding is worth most. Nothing here sends, waits or reads a clock.
 */
export class Spool {
  private fresh: SpoolEntry[] = [];
  private head = 0;
  private retries: SpoolEntry[] = [];
  /** No entry expires before this, so that a long backlog is not searched at every call. */
  private nextExpiryMs = Infinity;

  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.fresh.length - this.head + this.retries.length;
  }

  oldest(): SpoolEntry | undefined {
    const [first] = this.retries;
    const next = this.fresh[this.head];
    if (first === undefined || next === undefined) return first ?? next;
    return first.sequence < next.sequence ? first : next;
  }

  /** Adds one entry and returns what had to make room for it. */
  add(entry: SpoolEntry, inFlight: number): SpoolEntry | undefined {
    this.fresh.push(entry);
    this.nextExpiryMs = Math.min(this.nextExpiryMs, entry.expiresAtMs ?? Infinity);
    return this.size + inFlight > this.capacity ? this.dropOldest() : undefined;
  }

  /** Entries whose use has passed, removed. */
  takeExpired(nowMs: number): readonly SpoolEntry[] {
    if (nowMs < this.nextExpiryMs) return [];
    const expired = ({ expiresAtMs = Infinity }: SpoolEntry): boolean => expiresAtMs <= nowMs;
    const waiting = [...this.retries, ...this.fresh.slice(this.head)];
    this.retries = this.retries.filter((entry) => !expired(entry));
    this.fresh = this.fresh.slice(this.head).filter((entry) => !expired(entry));
    this.head = 0;
    this.nextExpiryMs = [...this.retries, ...this.fresh].reduce((next, { expiresAtMs = Infinity }) => Math.min(next, expiresAtMs), Infinity);
    return waiting.filter(expired);
  }

  /** The next batch, oldest first: retries whose pause is over, then fresh entries, within both limits. */
  takeBatch(nowMs: number, maxEntries: number, maxBytes: number): readonly SpoolEntry[] {
    const batch: SpoolEntry[] = [];
    let bytes = 0;
    const fits = (entry: SpoolEntry): boolean => batch.length < maxEntries && (batch.length === 0 || bytes + entry.bytes <= maxBytes);
    const take = (entry: SpoolEntry): void => {
      batch.push(entry);
      bytes += entry.bytes;
    };
    this.retries = this.retries.filter((entry) => {
      if (entry.notBeforeMs > nowMs || !fits(entry)) return true;
      take(entry);
      return false;
    });
    for (let next = this.nextFresh(); next !== undefined && fits(next); next = this.nextFresh()) {
      take(next);
      this.head += 1;
    }
    this.compact();
    return batch;
  }

  /** Entries that could be sent now, counted up to `enough`. */
  readyCount(nowMs: number, enough: number): number {
    const retries = this.retries.filter((entry) => entry.notBeforeMs <= nowMs).length;
    const fresh = this.nextFresh() === undefined ? 0 : this.fresh.length - this.head;
    return Math.min(enough, retries + fresh);
  }

  putBack(entries: readonly SpoolEntry[]): void {
    this.retries = [...this.retries, ...entries].sort((a, b) => a.sequence - b.sequence);
    for (const { expiresAtMs = Infinity } of entries) this.nextExpiryMs = Math.min(this.nextExpiryMs, expiresAtMs);
  }

  /** When the next waiting retry may go; undefined when none waits. */
  nextRetryAtMs(): number | undefined {
    return this.retries.length === 0 ? undefined : Math.min(...this.retries.map((entry) => entry.notBeforeMs));
  }

  /** Lets every waiting retry go now: used when there is no time left to be polite. */
  clearPauses(): void {
    this.retries = this.retries.map((entry) => ({ ...entry, notBeforeMs: 0 }));
  }

  private nextFresh(): SpoolEntry | undefined {
    return this.retries.length >= MAX_WAITING_RETRIES ? undefined : this.fresh[this.head];
  }

  private dropOldest(): SpoolEntry | undefined {
    const oldest = this.oldest();
    if (oldest !== undefined && oldest === this.retries[0]) this.retries = this.retries.slice(1);
    else this.head += 1;
    this.compact();
    return oldest;
  }

  private compact(): void {
    if (this.head < COMPACT_AT || this.head * 2 < this.fresh.length) return;
    this.fresh = this.fresh.slice(this.head);
    this.head = 0;
  }
}
