import WebSocket from 'ws';
import type { FeedSocket, FeedSocketListener, FeedSocketOptions, OpenFeedSocket } from './feed-socket';

/** A socket of the `ws` package. */
export const openWsSocket: OpenFeedSocket = (url, options, listener) => new WsSocket(url, options, listener);

class WsSocket implements FeedSocket {
  private readonly socket: WebSocket;

  constructor(url: string, options: FeedSocketOptions, listener: FeedSocketListener) {
    const socket = new WebSocket(url, wsOptions(options));
    this.socket = socket;
    // Stays for the socket's whole life: an unhandled 'error' event would end the process.
    socket.on('error', (error) => { listener.failed(error); });
    socket.on('close', (code) => { listener.closed(code); });
    socket.on('unexpected-response', (request, response) => {
      response.resume();
      request.destroy();
      listener.refused(response.statusCode ?? 0, response.headers['retry-after']);
    });
    socket.on('open', () => { listener.opened(); });
    socket.on('message', (frame: Buffer) => { listener.frame(frame, 0, frame.length); });
    socket.on('ping', () => { listener.control(); });
    socket.on('pong', () => { listener.control(); });
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  send(text: string): void {
    if (this.isOpen) this.socket.send(text, ignoreSendError);
  }

  ping(): void {
    if (this.isOpen) this.socket.ping(undefined, undefined, ignoreSendError);
  }

  async end(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    await new Promise<void>((resolve) => {
      this.socket.once('close', () => { resolve(); });
      this.socket.terminate();
    });
  }
}

/** ws counts fragments, buffered chunks and pending pongs since 8.23; its type package does not list those options yet. */
const wsOptions = (options: FeedSocketOptions): object => ({
  perMessageDeflate: false, followRedirects: false, skipUTF8Validation: true,
  handshakeTimeout: options.connectTimeoutMs, maxPayload: options.maxPayloadBytes, maxFragments: options.maxFragments,
  maxBufferedChunks: 16_384, maxPendingAutoPongs: options.maxPendingPongs, closeTimeout: options.closeTimeoutMs,
});

const ignoreSendError = (): void => { /* a failed send surfaces as the socket's own error or close */ };
