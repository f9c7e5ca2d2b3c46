import { inBatches } from './batches';
import type { RejectedRequest } from './decode-answer';

export interface SubscriptionRequest {
  readonly op: 'subscribe' | 'unsubscribe';
  readonly requestId: string;
  readonly topics: readonly string[];
}

export interface RejectionOutcome {
  /** Requests that carry on with the topics that were innocent. */
  readonly retry: readonly SubscriptionRequest[];
  /** Topics that the venue will not deliver. */
  readonly rejected: readonly string[];
}

/**
 * What one connection wants, has asked for and was refused. The venue rejects a whole request for one bad topic, so the
 * named topic is taken out and the rest asked again; when none is named, the request is halved until the culprit stands alone.
 */
export class SubscriptionLedger {
  private wanted = new Set<string>();
  private readonly refusedTopics = new Set<string>();
  private readonly pending = new Map<string, SubscriptionRequest>();
  private isOpen = false;
  private lastId = 0;

  isRejected(topic: string): boolean {
    return this.refusedTopics.has(topic);
  }

  /** Replaces the wanted topics; the requests to send, none while the connection is closed. */
  replace(topics: readonly string[]): SubscriptionRequest[] {
    const before = this.wanted;
    this.wanted = new Set(topics);
    const gone = [...before].filter((topic) => !this.wanted.has(topic));
    const isRefused = gone.map((topic) => this.refusedTopics.delete(topic));
    if (!this.isOpen) return [];
    const added = topics.filter((topic) => !before.has(topic));
    return [...this.ask('unsubscribe', gone.filter((_, index) => isRefused[index] !== true)), ...this.ask('subscribe', added)];
  }

  /** The connection is new: everything is asked for again. */
  opened(): SubscriptionRequest[] {
    this.isOpen = true;
    this.pending.clear();
    this.refusedTopics.clear();
    return this.ask('subscribe', [...this.wanted]);
  }

  closed(): void {
    this.isOpen = false;
    this.pending.clear();
  }

  /** Drops and renews single topics on the open connection. */
  renew(topics: readonly string[]): SubscriptionRequest[] {
    if (!this.isOpen) return [];
    const mine = topics.filter((topic) => this.wanted.has(topic));
    const held = mine.filter((topic) => !this.refusedTopics.has(topic));
    for (const topic of mine) this.refusedTopics.delete(topic);
    return [...this.ask('unsubscribe', held), ...this.ask('subscribe', mine)];
  }

  acknowledged(requestId: string): void {
    this.take(requestId);
  }

  /** One answer "no". An unknown request is nobody's and changes nothing. */
  rejected(answer: RejectedRequest): RejectionOutcome {
    const request = this.take(answer.requestId);
    if (request === undefined) return { retry: [], rejected: [] };
    const named = answer.topic !== undefined && request.topics.includes(answer.topic) ? answer.topic : undefined;
    if (named === undefined && request.topics.length > 1) {
      const half = Math.ceil(request.topics.length / 2);
      return { retry: [this.retry(request, request.topics.slice(0, half)), this.retry(request, request.topics.slice(half))].flat(), rejected: [] };
    }
    const culprit = named ?? request.topics[0];
    const isRefused = request.op === 'subscribe' && !answer.isAlreadySubscribed && culprit !== undefined && this.wanted.has(culprit);
    if (isRefused) this.refusedTopics.add(culprit);
    return { retry: this.retry(request, request.topics.filter((topic) => topic !== culprit)), rejected: isRefused ? [culprit] : [] };
  }

  /** Only what is still true: a topic may have been dropped or wanted again since the request went out. */
  private retry(request: SubscriptionRequest, topics: readonly string[]): SubscriptionRequest[] {
    return this.ask(request.op, topics.filter((topic) => this.wanted.has(topic) === (request.op === 'subscribe')));
  }

  private ask(op: SubscriptionRequest['op'], topics: readonly string[]): SubscriptionRequest[] {
    return inBatches(topics).map((batch) => {
      this.lastId += 1;
      const request = { op, requestId: String(this.lastId), topics: batch };
      this.pending.set(request.requestId, request);
      return request;
    });
  }

  /** By id, or, as the venue answers in order and sometimes without the id, the oldest one. */
  private take(requestId: string): SubscriptionRequest | undefined {
    const id = requestId === '' ? this.pending.keys().next().value : requestId;
    const request = id === undefined ? undefined : this.pending.get(id);
    if (id !== undefined) this.pending.delete(id);
    return request;
  }
}
