import { once } from 'node:events';
import WebSocket from 'ws';
import { untilFound } from '../../support/until';

export type Frame = Record<string, unknown> & { topic?: string; data?: unknown };

/** A plain client that keeps every message and waits for the one that a test asks for. */
export class VenueClient {
  readonly frames: Frame[] = [];
  readonly texts: string[] = [];
  /** Messages that are no JSON objects, or binary. */
  readonly oddities: (string | Buffer)[] = [];
  closeCode: number | undefined;
  pongs = 0;
  readonly until = untilFound;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer, isBinary) => { this.take(data, isBinary); });
    socket.on('pong', () => { this.pongs += 1; });
    socket.on('close', (code) => { this.closeCode = code; });
    socket.on('error', () => undefined);
  }

  static async open(url: string): Promise<VenueClient> {
    const client = new VenueClient(new WebSocket(url, { perMessageDeflate: false, maxPayload: 64 * 1_024 * 1_024 }));
    await once(client.socket, 'open');
    return client;
  }

  send(message: unknown): void { this.socket.send(typeof message === 'string' ? message : JSON.stringify(message)); }

  subscribe(topics: readonly string[], requestId = 'r'): void { this.send({ req_id: requestId, op: 'subscribe', args: topics }); }

  ofTopic(topic: string): Frame[] { return this.frames.filter((frame) => frame.topic === topic); }

  async answer(op: string, requestId = 'r'): Promise<Frame> {
    return this.until(() => this.frames.find((frame) => frame['op'] === op && frame['req_id'] === requestId), `the answer to ${op} ${requestId}`);
  }

  close(): void { this.socket.terminate(); }

  private take(data: Buffer, isBinary: boolean): void {
    const text = data.toString('utf8');
    this.texts.push(text);
    let value: unknown;
    try { value = JSON.parse(text); } catch { value = undefined; }
    if (isBinary) this.oddities.push(data);
    else if (typeof value !== 'object' || value === null || Array.isArray(value)) this.oddities.push(text);
    else this.frames.push(value as Frame);
  }
}
