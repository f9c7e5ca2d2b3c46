import WebSocket from 'ws';
import { fullJitterDelayMs } from '../../core/retry/full-jitter';
import { parseJson } from '../../core/contracts/contract';
import { parseWhaleStream, type ResumeRequest, type WhaleStreamMessage } from '../../core/contracts/whale-stream';

export interface FollowOptions {
  /** Of one tier. */
  readonly url: string;
  readonly token: string | undefined;
  readonly onMessage: (message: WhaleStreamMessage) => void;
  /** Lost or refused, and when it is tried again. */
  readonly onLost?: (why: string, retryInMs: number) => void;
  /** The token opens nothing: it is not tried again. */
  readonly onRefused: () => void;
}

const BACKOFF = { baseMs: 500, capMs: 30_000 };
/** Longest silence of the server's pings, which come every 10 s. */
const SILENCE_MS = 35_000;
const UNAUTHORIZED = 401;

/** When the server wishes the client back; undefined: it did not say. */
const askedMs = (reason: string): number | undefined => {
  try {
    const { retry_in_ms: asked } = JSON.parse(reason) as { retry_in_ms?: unknown };
    return typeof asked === 'number' && asked >= 0 ? asked : undefined;
  } catch {
    return undefined;
  }
};

/** Follows one tier until `stop` is called: connects again with growing waits, and then asks for exactly what it missed. */
export const followStream = ({ url, token, onMessage, onLost, onRefused }: FollowOptions): { stop: () => void } => {
  let resume: ResumeRequest['resume'] | undefined;
  let attempt = 0;
  let isStopped = false;
  let socket: WebSocket | undefined;
  let timer: NodeJS.Timeout | undefined;

  const again = (why: string, waitMs: number): void => {
    if (isStopped) return;
    onLost?.(why, waitMs);
    timer = setTimeout(connect, waitMs);
  };
  const backOff = (): number => fullJitterDelayMs(attempt++, Math.random, BACKOFF);
  const take = (data: Buffer): void => {
    const message = parseJson(parseWhaleStream, data.toString());
    resume = { stream_id: message.stream_id, sequence: message.sequence };
    attempt = 0;
    onMessage(message);
  };

  function connect(): void {
    const ws = new WebSocket(url, { perMessageDeflate: false, handshakeTimeout: 10_000, ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }) });
    socket = ws;
    let silence: NodeJS.Timeout | undefined;
    let refusedStatus: number | undefined;
    const heard = (): void => {
      clearTimeout(silence);
      silence = setTimeout(() => { ws.terminate(); }, SILENCE_MS);
    };
    ws.on('open', () => {
      heard();
      if (resume !== undefined) ws.send(JSON.stringify({ resume }));
    });
    ws.on('ping', heard);
    ws.on('message', (data: Buffer) => {
      heard();
      take(data);
    });
    ws.on('unexpected-response', (_request, response) => {
      refusedStatus = response.statusCode;
      ws.terminate();
    });
    ws.on('error', () => { /* followed by 'close' */ });
    ws.on('close', (code, reason) => {
      clearTimeout(silence);
      if (refusedStatus === UNAUTHORIZED) onRefused();
      else again(refusedStatus === undefined ? `closed with ${code}` : `refused with ${refusedStatus}`, askedMs(reason.toString()) ?? backOff());
    });
  }

  connect();
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
};
