/** Streams per request: some 3 kB. */
const MAX_STREAMS_PER_REQUEST = 100;

export interface StreamRequest {
  readonly method: 'SUBSCRIBE' | 'UNSUBSCRIBE';
  readonly id: number;
  readonly streams: readonly string[];
}

/**
 * What one connection wants, has asked for and was refused. The difference of wanted and asked for is taken whenever a request may go out,
 * so that requests never pile up.
 */
export class StreamLedger {
  private wanted: ReadonlySet<string> = new Set();
  private readonly asked = new Set<string>();
  /** Asked for, and to be dropped and asked for anew. */
  private readonly stale = new Set<string>();
  private readonly refused = new Set<string>();
  private readonly pending = new Map<number, StreamRequest>();
  private lastId = 0;

  /** Everything that is wanted has been asked for and answered. */
  get isSettled(): boolean {
    return this.pending.size === 0 && this.stale.size === 0 && this.asked.size + this.refused.size === this.wanted.size;
  }

  replace(streams: readonly string[]): void {
    this.wanted = new Set(streams);
    for (const stream of this.refused) if (!this.wanted.has(stream)) this.refused.delete(stream);
  }

  renew(streams: readonly string[]): void {
    for (const stream of streams) if (this.asked.has(stream)) this.stale.add(stream);
  }

  /** The connection is new: nothing has been asked for on it. */
  opened(): void {
    for (const set of [this.asked, this.stale, this.refused, this.pending]) set.clear();
  }

  /** The request that goes out now, streams to drop first; `undefined` where there is nothing to ask for. */
  next(): StreamRequest | undefined {
    const gone = firstOf(this.asked, (stream) => this.stale.has(stream) || !this.wanted.has(stream));
    if (gone.length > 0) return this.ask('UNSUBSCRIBE', gone);
    const fresh = firstOf(this.wanted, (stream) => !this.asked.has(stream) && !this.refused.has(stream));
    return fresh.length === 0 ? undefined : this.ask('SUBSCRIBE', fresh);
  }

  acknowledged(id: number): void {
    this.pending.delete(id);
  }

  /** The venue's "no" is about the whole request. The streams that it will not deliver; none for an answer to nothing that we asked. */
  rejected(id: number | undefined): readonly string[] {
    const request = id === undefined ? undefined : this.pending.get(id);
    if (request === undefined) return [];
    this.pending.delete(request.id);
    if (request.method === 'UNSUBSCRIBE') return [];
    for (const stream of request.streams) {
      this.asked.delete(stream);
      if (this.wanted.has(stream)) this.refused.add(stream);
    }
    return request.streams;
  }

  /** What was refused may be asked for again. */
  pardon(): void {
    this.refused.clear();
  }

  private ask(method: StreamRequest['method'], streams: readonly string[]): StreamRequest {
    for (const stream of streams) {
      if (method === 'SUBSCRIBE') this.asked.add(stream);
      else this.asked.delete(stream);
      this.stale.delete(stream);
    }
    this.lastId += 1;
    const request = { method, id: this.lastId, streams };
    this.pending.set(request.id, request);
    return request;
  }
}

const firstOf = (streams: ReadonlySet<string>, isOne: (stream: string) => boolean): string[] => {
  const found: string[] = [];
  for (const stream of streams) {
    if (isOne(stream)) found.push(stream);
    if (found.length === MAX_STREAMS_PER_REQUEST) break;
  }
  return found;
};
