import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { BatchResultErrorEntry, SendMessageBatchResult, SQSClient } from '@aws-sdk/client-sqs';
import { acceptableText, utf8Bytes } from './message-text';
import { Spool } from './spool';
import type { SpoolEntry } from './spool';

const MAX_BATCH_ENTRIES = 10;
/** SQS takes 1 MiB, but what comes out of the queue goes on through SNS, which takes 256 KiB. */
const MAX_BATCH_BYTES = 256 * 1_024;
const RETRY_BASE_MS = 100;
const RETRY_CAP_MS = 5_000;
/** An entry that SQS calls the sender's fault is tried this often: throttling is reported that way too. */
const MAX_REFUSALS = 5;

export type SenderNote =
  | { readonly event: 'message-dropped'; readonly why: 'full' | 'expired' | 'too-large' | 'refused'; readonly ageMs: number; readonly cause?: string }
  | { readonly event: 'send-failed'; readonly entries: number; readonly cause: string; readonly retryInMs: number };

export interface QueueSenderSettings {
  readonly client: Pick<SQSClient, 'send'>;
  readonly queueUrl: string;
  /** Most messages that wait or are on their way; beyond it the oldest is dropped and counted. */
  readonly capacity?: number;
  /** Requests at one time while a backlog drains; an idle sender has one. */
  readonly maxInFlight?: number;
  readonly onNote?: (note: SenderNote) => void;
  readonly random?: () => number;
  readonly nowMs?: () => number;
}

export interface SenderStats {
  readonly waiting: number;
  readonly inFlight: number;
  readonly oldestAgeMs: number;
  readonly sent: number;
  readonly retried: number;
  readonly droppedFull: number;
  readonly droppedExpired: number;
  readonly droppedTooLarge: number;
  readonly droppedRefused: number;
}

/** Sends to one queue. Nothing here throws: what cannot be sent waits, and what is given up is counted and noted. */
export interface QueueSender {
  /**
   * Takes one message over; it goes out at once unless a request is already under way.
   * `ageLimitMs`: drop it, counted, when it could not be sent within that time. False: larger than 256 KiB, not taken.
   */
  send(body: string, ageLimitMs?: number): boolean;
  /** Sends all that waits, without pauses, for at most `withinMs`. Returns how many messages are left unsent. */
  flush(withinMs: number): Promise<number>;
  stats(): SenderStats;
  /** Ends all activity; what waits is not sent. */
  close(): void;
}

class SqsQueueSender implements QueueSender {
  private readonly spool: Spool;
  private readonly counts = { sent: 0, retried: 0, full: 0, expired: 0, 'too-large': 0, refused: 0 };
  private sequence = 0;
  private entriesInFlight = 0;
  private requestsInFlight = 0;
  private failuresInRow = 0;
  private pausedUntilMs = 0;
  private flushing = false;
  private closed = false;
  private wakeUp: NodeJS.Timeout | undefined;
  private idleWaiters: (() => void)[] = [];

  constructor(private readonly settings: QueueSenderSettings) {
    this.spool = new Spool(settings.capacity ?? 50_000);
  }

  send(text: string, ageLimitMs?: number): boolean {
    const body = acceptableText(text);
    const bytes = utf8Bytes(body);
    const enqueuedAtMs = this.nowMs();
    if (bytes > MAX_BATCH_BYTES || bytes === 0) {
      this.drop('too-large', enqueuedAtMs, `${bytes} bytes`);
      return false;
    }
    const expiresAtMs = ageLimitMs === undefined ? undefined : enqueuedAtMs + ageLimitMs;
    const entry = { sequence: this.sequence++, body, bytes, enqueuedAtMs, expiresAtMs, refusals: 0, notBeforeMs: 0 };
    const dropped = this.spool.add(entry, this.entriesInFlight);
    if (dropped !== undefined) this.drop('full', dropped.enqueuedAtMs);
    this.pump();
    return true;
  }

  async flush(withinMs: number): Promise<number> {
    this.flushing = true;
    this.pausedUntilMs = 0;
    this.spool.clearPauses();
    this.pump();
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => { timer = setTimeout(resolve, withinMs); });
    await Promise.race([deadline, this.whenIdle()]);
    clearTimeout(timer);
    this.flushing = false;
    return this.spool.size + this.entriesInFlight;
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.wakeUp);
  }

  stats(): SenderStats {
    const oldest = this.spool.oldest();
    return {
      waiting: this.spool.size,
      inFlight: this.entriesInFlight,
      oldestAgeMs: oldest === undefined ? 0 : this.nowMs() - oldest.enqueuedAtMs,
      sent: this.counts.sent,
      retried: this.counts.retried,
      droppedFull: this.counts.full,
      droppedExpired: this.counts.expired,
      droppedTooLarge: this.counts['too-large'],
      droppedRefused: this.counts.refused,
    };
  }

  /** Starts as many requests as make sense now, else arranges to be called again. */
  private pump(): void {
    if (this.closed) return;
    for (const gone of this.spool.takeExpired(this.nowMs())) this.drop('expired', gone.enqueuedAtMs);
    while (this.mayStart()) {
      const batch = this.spool.takeBatch(this.nowMs(), MAX_BATCH_ENTRIES, MAX_BATCH_BYTES);
      if (batch.length === 0) break;
      this.start(batch);
    }
    this.planWakeUp();
    if (this.spool.size + this.entriesInFlight === 0) this.idleWaiters.splice(0).forEach((resolve) => resolve());
  }

  /** One request when idle or in trouble; further ones only to carry full batches of a backlog. */
  private mayStart(): boolean {
    const nowMs = this.nowMs();
    if (nowMs < this.pausedUntilMs) return false;
    if (this.requestsInFlight === 0) return true;
    return this.failuresInRow === 0 && this.requestsInFlight < (this.settings.maxInFlight ?? 4)
      && this.spool.readyCount(nowMs, MAX_BATCH_ENTRIES) === MAX_BATCH_ENTRIES;
  }

  private start(batch: readonly SpoolEntry[]): void {
    this.entriesInFlight += batch.length;
    this.requestsInFlight += 1;
    void this.request(batch).finally(() => {
      this.entriesInFlight -= batch.length;
      this.requestsInFlight -= 1;
      this.pump();
    });
  }

  private async request(batch: readonly SpoolEntry[]): Promise<void> {
    const Entries = batch.map(({ body }, index) => ({ Id: String(index), MessageBody: body }));
    try {
      const answer = await this.settings.client.send(new SendMessageBatchCommand({ QueueUrl: this.settings.queueUrl, Entries }));
      this.settle(batch, answer);
    } catch (error) {
      this.postpone(batch, error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    }
  }

  /** SQS answers 200 even when entries failed: only those that it does not list as successful go again. */
  private settle(batch: readonly SpoolEntry[], { Successful = [], Failed = [] }: SendMessageBatchResult): void {
    const accepted = new Set(Successful.map(({ Id }) => Id));
    const faults = new Map(Failed.map((fault) => [fault.Id, fault]));
    const refused = batch.map((entry, index) => ({ entry, id: String(index) })).filter(({ id }) => !accepted.has(id));
    const again = refused.flatMap(({ entry, id }) => this.afterFault(entry, faults.get(id)));
    this.counts.sent += batch.length - refused.length;
    if (again.length === batch.length) {
      this.postpone(again, Failed[0]?.Code ?? 'every entry failed');
      return;
    }
    this.failuresInRow = 0;
    if (again.length > 0) this.retry(again, this.jitter(1));
  }

  private afterFault(entry: SpoolEntry, fault: BatchResultErrorEntry | undefined): readonly SpoolEntry[] {
    if (fault?.SenderFault !== true) return [entry];
    if (entry.refusals + 1 < MAX_REFUSALS) return [{ ...entry, refusals: entry.refusals + 1 }];
    this.drop('refused', entry.enqueuedAtMs, `${fault.Code ?? 'unknown code'}: ${fault.Message ?? 'no message'}`);
    return [];
  }

  private postpone(batch: readonly SpoolEntry[], cause: string): void {
    this.failuresInRow += 1;
    const retryInMs = this.jitter(this.failuresInRow);
    this.pausedUntilMs = this.nowMs() + retryInMs;
    this.retry(batch, retryInMs);
    this.settings.onNote?.({ event: 'send-failed', entries: batch.length, cause, retryInMs });
  }

  private retry(entries: readonly SpoolEntry[], inMs: number): void {
    this.counts.retried += entries.length;
    const notBeforeMs = this.nowMs() + inMs;
    this.spool.putBack(entries.map((entry) => ({ ...entry, notBeforeMs })));
  }

  /** Full jitter: anything from 0 to the doubled and capped base. While flushing the cap is the base. */
  private jitter(attempt: number): number {
    const ceiling = this.flushing ? RETRY_BASE_MS : Math.min(RETRY_CAP_MS, RETRY_BASE_MS * 2 ** Math.min(attempt, 16));
    return Math.ceil((this.settings.random ?? Math.random)() * ceiling);
  }

  private planWakeUp(): void {
    clearTimeout(this.wakeUp);
    if (this.requestsInFlight > 0 || this.spool.size === 0) return;
    const atMs = Math.max(this.pausedUntilMs, this.spool.nextRetryAtMs() ?? 0);
    this.wakeUp = setTimeout(() => { this.pump(); }, Math.max(1, atMs - this.nowMs()));
  }

  private drop(why: 'full' | 'expired' | 'too-large' | 'refused', enqueuedAtMs: number, cause?: string): void {
    this.counts[why] += 1;
    this.settings.onNote?.({ event: 'message-dropped', why, ageMs: this.nowMs() - enqueuedAtMs, ...(cause === undefined ? {} : { cause }) });
  }

  private whenIdle(): Promise<void> {
    if (this.spool.size + this.entriesInFlight === 0) return Promise.resolve();
    return new Promise((resolve) => { this.idleWaiters.push(resolve); });
  }

  /** Ages and pauses are spans of this machine, so they run on a clock that nobody sets. */
  private nowMs(): number {
    return (this.settings.nowMs ?? (() => performance.now()))();
  }
}

export const makeQueueSender = (settings: QueueSenderSettings): QueueSender => new SqsQueueSender(settings);
