import WebSocket from 'ws';
import type { FeedSocket, FeedSocketListener, FeedSocketOptions, OpenFeedSocket } from './feed-socket';

/** A socket of the `ws` package. */
export const openWsSocket: OpenFeedSocket = (url, options, listener) => new WsSocket(url, options, listener);

class WsSocket implements FeedSocket {
  private readonly socket: WebSocket;
  private isOver = false;

  constructor(url: string, options: FeedSocketOptions, private readonly listener: FeedSocketListener) {
    const socket = new WebSocket(url, wsOptions(options));
    this.socket = socket;
    // Stays for the socket's whole life: an unhandled 'error' event would end the process.
    socket.on('error', (error) => { if (this.finish()) listener.failed(error); });
    socket.on('close', (code) => { if (this.finish()) listener.closed(code); });
    socket.on('unexpected-response', (request, response) => {
      response.resume();
      request.destroy();
      if (this.finish()) listener.refused(response.statusCode ?? 0, response.headers['retry-after']);
    });
    socket.on('open', () => { listener.opened(); });
    socket.on('message', (frame: Buffer) => { if (!this.isOver) listener.frame(frame, 0, frame.length); });
    socket.on('ping', () => { this.control(); });
    socket.on('pong', () => { this.control(); });
  }

  get isOpen(): boolean {
    return !this.isOver && this.socket.readyState === WebSocket.OPEN;
  }

  send(text: string): void {
    if (this.isOpen) this.socket.send(text, ignoreSendError);
  }

  ping(): void {
    if (this.isOpen) this.socket.ping(undefined, undefined, ignoreSendError);
  }

  async end(): Promise<void> {
    this.finish();
    if (this.socket.readyState === WebSocket.CLOSED) return;
    await new Promise<void>((resolve) => {
      this.socket.once('close', () => { resolve(); });
      this.socket.terminate();
    });
  }

  private control(): void {
    if (!this.isOver) this.listener.control();
  }

  /** True once: the end has one cause, and nothing is told after it. */
  private finish(): boolean {
    const wasOver = this.isOver;
    this.isOver = true;
    return !wasOver;
  }
}

/** ws counts fragments, buffered chunks and pending pongs since 8.23; its type package does not list those options yet. */
const wsOptions = (options: FeedSocketOptions): object => ({
  perMessageDeflate: false, followRedirects: false, skipUTF8Validation: true,
  handshakeTimeout: options.connectTimeoutMs, maxPayload: options.maxPayloadBytes, maxFragments: options.maxFragments,
  maxBufferedChunks: 16_384, maxPendingAutoPongs: options.maxPendingPongs, closeTimeout: options.closeTimeoutMs,
});

const ignoreSendError = (): void => { /* a failed send surfaces as the socket's own error or close */ };
