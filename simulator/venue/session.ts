import { WebSocket, type RawData } from 'ws';
import type { Socket } from 'node:net';
import type { VenueFaults } from './faults';
import { answerFrame } from './frames';

/** Characters of all arguments of one connection, brackets, quotes and commas included (ws/connect page, "args length"). */
const MAX_ARGS_CHARS = 21_000;
const MAX_BUFFERED_BYTES = 32 * 1_024 * 1_024;

/** What a connection asks of the venue. */
export interface SessionHost {
  readonly faults: VenueFaults;
  /** False for topics that no handler serves. */
  serves(topic: string): boolean;
  /** Topics are registered; the first message of each is to be sent. */
  subscribed(session: VenueSession, topics: readonly string[]): void;
  unsubscribed(session: VenueSession, topics: readonly string[]): void;
  left(session: VenueSession): void;
}

interface Request { readonly op: string; readonly requestId: string; readonly args: readonly string[] | undefined }

const readRequest = (text: string): Request | undefined => {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { op, req_id: requestId, args } = raw as Record<string, unknown>;
  const isList = Array.isArray(args) && args.every((arg) => typeof arg === 'string');
  return { op: typeof op === 'string' ? op : '', requestId: typeof requestId === 'string' ? requestId : '', args: isList ? args : undefined };
};

const charsOf = (topics: Iterable<string>): number => {
  let chars = 2;
  for (const topic of topics) chars += topic.length + 3;
  return chars;
};

/** One client connection: its operations and topics. A request with one bad topic is refused as a whole. */
export class VenueSession {
  readonly topics = new Set<string>();

  constructor(private readonly socket: WebSocket, private readonly tcp: Socket, private readonly connectionId: string, private readonly host: SessionHost) {
    socket.on('message', (data) => { this.receive(data); });
    socket.on('ping', (data) => { if (!host.faults.isMute()) socket.pong(data); });
    socket.on('close', () => { host.left(this); });
    socket.on('error', () => { socket.terminate(); });
  }

  /** A client that does not read is cut rather than buffered for without end. */
  send(frame: string | Buffer): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    if (this.socket.bufferedAmount > MAX_BUFFERED_BYTES) this.socket.terminate();
    else this.socket.send(frame, { binary: typeof frame !== 'string' });
  }

  /** Gathers the frames of one round into few writes. */
  cork(): void { this.tcp.cork(); }

  uncork(): void { this.tcp.uncork(); }

  /** 1006 cannot be sent: it stands for a connection that breaks off. */
  close(code: number): void {
    if (code === 1_006) this.tcp.resetAndDestroy();
    else this.socket.close(code);
  }

  terminate(): void { this.socket.terminate(); }

  private receive(data: RawData): void {
    if (this.host.faults.isMute()) return;
    const request = readRequest((data as Buffer).toString('utf8'));
    if (!request) {
      this.answer(false, 'error:request is not a JSON object', { op: '', requestId: '' });
      return;
    }
    if (request.op === 'ping') this.answer(true, 'pong', request);
    else if (request.op === 'subscribe') this.subscribe(request);
    else if (request.op === 'unsubscribe') this.unsubscribe(request);
    else this.answer(false, `error:unknown op,op:${request.op.slice(0, 40)}`, request);
  }

  private subscribe(request: Request): void {
    const refusal = this.refusal(request.args);
    if (refusal !== undefined) {
      this.answer(false, refusal, request);
      return;
    }
    const topics = request.args ?? [];
    for (const topic of topics) this.topics.add(topic);
    this.answer(true, '', request);
    if (!this.host.faults.isAckNoFanout) this.host.subscribed(this, topics);
  }

  private refusal(args: readonly string[] | undefined): string | undefined {
    if (!args || args.length === 0) return 'error:args is not a list of topics';
    if (charsOf([...this.topics, ...args]) > MAX_ARGS_CHARS) return 'args length exceeds limit';
    const seen = new Set<string>();
    for (const topic of args) {
      if (!this.host.serves(topic)) return `error:handler not found,topic:${topic}`;
      if (this.topics.has(topic) || seen.has(topic)) return `error:already subscribed,topic:${topic}`;
      seen.add(topic);
    }
    return undefined;
  }

  private unsubscribe(request: Request): void {
    const topics = (request.args ?? []).filter((topic) => this.topics.delete(topic));
    this.host.unsubscribed(this, topics);
    this.answer(true, '', request);
  }

  private answer(isSuccess: boolean, message: string, request: Pick<Request, 'op' | 'requestId'>): void {
    this.send(answerFrame(isSuccess, message, this.connectionId, request.requestId, request.op));
  }
}
