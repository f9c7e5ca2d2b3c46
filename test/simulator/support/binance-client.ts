import { once } from 'node:events';
import WebSocket from 'ws';
import { untilFound } from '../../support/until';

export interface Envelope { readonly stream: string; readonly data: Record<string, unknown> }

/** A plain client of the simulated Binance that keeps every message and waits for the one that a test asks for. */
export class BinanceClient {
  readonly envelopes: Envelope[] = [];
  /** Messages without the combined envelope: answers, and raw streams. */
  readonly others: Record<string, unknown>[] = [];
  /** Messages that are no JSON objects, or binary. */
  readonly oddities: (string | Buffer)[] = [];
  readonly texts: string[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  pings = 0;
  readonly until = untilFound;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer, isBinary) => { this.take(data, isBinary); });
    socket.on('ping', () => { this.pings += 1; });
    socket.on('close', (code, reason) => { this.closed = { code, reason: reason.toString() }; });
    socket.on('error', () => undefined);
  }

  static async open(url: string, streams: readonly string[] = [], options: { autoPong?: boolean } = {}): Promise<BinanceClient> {
    const client = new BinanceClient(new WebSocket(url, { perMessageDeflate: false, maxPayload: 64 * 1_024 * 1_024, ...options }));
    await once(client.socket, 'open');
    if (streams.length > 0) await client.ask('SUBSCRIBE', streams, 1);
    return client;
  }

  send(message: unknown): void { this.socket.send(typeof message === 'string' ? message : JSON.stringify(message)); }

  /** Sends a request and gives its answer. */
  async ask(method: string, params: readonly unknown[] | undefined, id: number): Promise<Record<string, unknown>> {
    this.send({ method, ...(params ? { params } : {}), id });
    return this.until(() => this.others.find((other) => other['id'] === id), `the answer to ${method}`);
  }

  of(stream: string): Record<string, unknown>[] { return this.envelopes.filter((one) => one.stream === stream).map(({ data }) => data); }

  async count(stream: string, least: number): Promise<Record<string, unknown>[]> {
    await this.until(() => this.of(stream).length >= least, `${least} messages of ${stream}`);
    return this.of(stream);
  }

  close(): void { this.socket.terminate(); }

  private take(data: Buffer, isBinary: boolean): void {
    const text = data.toString('utf8');
    this.texts.push(text);
    let value: unknown;
    try { value = JSON.parse(text); } catch { value = undefined; }
    if (isBinary) this.oddities.push(data);
    else if (typeof value !== 'object' || value === null || Array.isArray(value)) this.oddities.push(text);
    else if ('stream' in value && 'data' in value) this.envelopes.push(value as Envelope);
    else this.others.push(value as Record<string, unknown>);
  }
}
