import { isRecord } from './numeric-fields';
import type { RequestLimiter } from './request-limiter';
import { askedWaitMs } from './retry-after';
import { monotonicMs } from './timer-set';

/** A request that gave no answer. `message` is a whole sentence: host, path and cause. */
export class RestError extends Error {
  override readonly name = 'RestError';
}

export interface HttpJsonOptions {
  readonly baseUrl: URL;
  readonly limiter: RequestLimiter;
  readonly timeoutMs?: number;
  readonly maxBodyBytes?: number;
  /** Told of every answer's headers, whatever its status: where a venue says how much of its limits is used. */
  readonly onHeaders?: (headers: Headers) => void;
  /** Told of every whole answer, and how long it took. */
  readonly onAnswered?: (path: string, tookMs: number) => void;
}

/** Bounded GET of JSON: time-out over the whole exchange, body limit, the venue's wish to be left alone honoured. */
export class HttpJson {
  private blockedUntilMs = Number.NEGATIVE_INFINITY;
  private readonly stopping = new AbortController();

  constructor(private readonly options: HttpJsonOptions) {}

  /** Throws a RestError for anything but a 2xx answer with a JSON body in time. */
  async get(path: string, query: Readonly<Record<string, string>>, timeoutMs = this.options.timeoutMs ?? 10_000): Promise<unknown> {
    return this.options.limiter.run(async () => {
      this.assertAllowed(path);
      const url = new URL(path, this.options.baseUrl);
      url.search = new URLSearchParams(query).toString();
      return this.exchange(url, timeoutMs);
    });
  }

  /** No request for `waitMs`; they fail at once, so that nobody waits minutes for an answer. */
  block(waitMs: number): void {
    this.blockedUntilMs = Math.max(this.blockedUntilMs, monotonicMs() + waitMs);
  }

  /** Whether requests fail at once just now, because the venue wants none. */
  get isBlocked(): boolean {
    return this.blockedUntilMs > monotonicMs();
  }

  /** Aborts what is under way and drops what waits. */
  stop(): void {
    this.stopping.abort();
    this.options.limiter.stop();
  }

  private assertAllowed(path: string): void {
    const waitMs = this.blockedUntilMs - monotonicMs();
    if (waitMs <= 0) return;
    throw new RestError(`${this.options.baseUrl.host} ${path}: not asked, the venue wants no requests for another ${Math.ceil(waitMs / 1_000)} s`);
  }

  private async exchange(url: URL, timeoutMs: number): Promise<unknown> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const fail = (cause: string): RestError => new RestError(`${url.host} ${url.pathname}: ${cause}`);
    const askedMs = monotonicMs();
    let text: string;
    try {
      const response = await fetch(url, { signal: AbortSignal.any([timeout, this.stopping.signal]), redirect: 'error' });
      this.options.onHeaders?.(response.headers);
      this.honour(response);
      text = await readBounded(response, this.options.maxBodyBytes ?? 8 * 1024 * 1024);
      this.options.onAnswered?.(url.pathname, monotonicMs() - askedMs);
      if (!response.ok) throw new Error(`HTTP ${response.status} ${text.slice(0, 120).replace(/\s+/g, ' ')}`);
    } catch (error) {
      throw fail(timeout.aborted ? `no answer within ${timeoutMs} ms` : causeOf(error));
    }
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw fail(`the answer is not JSON but "${text.slice(0, 60).replace(/\s+/g, ' ')}"`);
    }
  }

  private honour(response: Response): void {
    if (response.ok) return;
    const waitMs = askedWaitMs(response.status, response.headers.get('retry-after') ?? undefined, Date.now());
    if (waitMs > 0) this.block(waitMs);
  }
}

const readBounded = async (response: Response, maxBytes: number): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (response.body === null) return '';
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/** fetch hides the reason (ENOTFOUND, ECONNREFUSED, certificate) in `cause`, and several addresses' reasons in `errors`. */
const causeOf = (error: unknown): string => {
  if (!isRecord(error)) return String(error);
  const { cause, errors, message } = error;
  if (isRecord(cause)) return causeOf(cause);
  if (Array.isArray(errors) && isRecord(errors[0])) return causeOf(errors[0]);
  return typeof message === 'string' && message !== '' ? message : 'unknown failure';
};
